"""What may be published, and that it is kept as it was, on every ledger."""

from __future__ import annotations

from typing import Any

import pytest

from domain.cadence import Cadence
from domain.cadence.leading import targets_of
from domain.errors import InvalidCadence, UnknownCadence
from starter.files.library import read_cadence, shipped_cadences
from tests.builders import a_cadence, a_step
from tests.contracts.scene import DAY, HOUR, MONDAY, AnyLedger


def leading(name: str, to: str, **fields: Any) -> Cadence:  # noqa: ANN401 -- whatever a cadence has
    """A cadence that goes on with another after its end."""
    return a_cadence(name=name, exit={"then": to}, **fields)


TO_B: list[dict[str, Any]] = [
    {"exit": {"then": "b"}},
    {"on": {"reply": {"wrong_person": {"refer": "b"}}}},
    {"on": {"click": {"switch": "b", "rest": "3d"}}},
    {"steps": [a_step(on={"no_response": {"after": "3d", "switch": "b"}})]},
    {"steps": [a_step(when="title", otherwise={"switch": "b"})]},
    {
        "experiments": [
            {"id": "shape", "variants": [{"id": "here"}, {"id": "there", "cadence": "b"}]}
        ]
    },
    {
        "experiments": [
            {
                "id": "way",
                "variants": [
                    {"id": "here"},
                    {"id": "there", "steps": {"intro": {"on": {"click": {"switch": "b"}}}}},
                ],
            }
        ]
    },
]


@pytest.mark.parametrize("fields", TO_B, ids=range(len(TO_B)))
async def test_what_it_leads_to_is_published_first(
    ledger: AnyLedger, fields: dict[str, Any]
) -> None:
    """One line says what is missing, and nothing is published; afterwards it is."""
    cadence = a_cadence(name="a", **fields)

    with pytest.raises(InvalidCadence) as refused:
        await ledger.publish(cadence, MONDAY)

    assert str(refused.value) == "a leads to 'b', which is not published; publish it first"
    with pytest.raises(UnknownCadence):
        await ledger.cadence("a")
    await ledger.publish(a_cadence(name="b"), MONDAY)
    await ledger.publish(cadence, MONDAY)
    assert await ledger.cadence("a") == cadence


@pytest.mark.parametrize("fields", TO_B, ids=range(len(TO_B)))
async def test_nobody_is_led_in_a_circle(ledger: AnyLedger, fields: dict[str, Any]) -> None:
    """However the circle is closed, it is named, and what was the newest stays."""
    ends = a_cadence(name="c")
    await ledger.publish(ends, MONDAY)
    await ledger.publish(leading("b", "c"), MONDAY)
    await ledger.publish(a_cadence(name="a", **fields), MONDAY)

    with pytest.raises(InvalidCadence) as refused:
        await ledger.publish(leading("c", "a"), MONDAY + HOUR)

    assert str(refused.value) == (
        "c leads in a circle: c → a → b → c; let one of them end with an outcome"
    )
    assert await ledger.cadence("c") == ends


async def test_only_the_newest_versions_make_a_circle(ledger: AnyLedger) -> None:
    """An older version that led back is no reason any more, until it is published again."""
    back, forth = leading("b", "a"), leading("a", "b")
    await ledger.publish(a_cadence(name="a"), MONDAY)
    await ledger.publish(back, MONDAY)
    await ledger.publish(a_cadence(name="b"), MONDAY + HOUR)

    await ledger.publish(forth, MONDAY + 2 * HOUR)

    assert await ledger.cadence("a") == forth
    with pytest.raises(InvalidCadence, match="b → a → b"):
        await ledger.publish(back, MONDAY + DAY)


async def test_two_ways_to_one_end_are_no_circle(ledger: AnyLedger) -> None:
    """A cadence may be reached by several, and by one of them twice."""
    await ledger.publish(a_cadence(name="end"), MONDAY)
    await ledger.publish(leading("left", "end"), MONDAY)
    await ledger.publish(leading("right", "end"), MONDAY)
    fork = leading("fork", "left", on={"click": {"switch": "right"}, "reply": {"switch": "end"}})

    await ledger.publish(fork, MONDAY)

    assert await ledger.cadence("fork") == fork


async def test_experiments_of_two_are_told_apart(ledger: AnyLedger) -> None:
    """Facts keep the arms of both by their ids, so these differ, whichever comes last."""
    arms = [{"id": "here"}, {"id": "there", "cadence": "executive"}]
    outer = a_cadence(name="outer", experiments=[{"id": "shape", "variants": arms}])
    other = a_cadence(name="executive")
    same = a_cadence(
        name="executive", experiments=[{"id": "shape", "variants": [{"id": "a"}, {"id": "b"}]}]
    )
    await ledger.publish(other, MONDAY)
    await ledger.publish(outer, MONDAY)

    with pytest.raises(InvalidCadence) as refused:
        await ledger.publish(same, MONDAY + HOUR)

    assert str(refused.value) == (
        "'outer', to or from which a variant leads, has an experiment 'shape', too; "
        "give one of them another id"
    )
    assert await ledger.cadence("executive") == other


async def test_the_newest_of_a_name_is_the_cadence(ledger: AnyLedger) -> None:
    """A version stays what it was; publishing an old one again makes it the newest."""
    old = a_cadence(steps=[a_step(after="2h", at="09:30", window="09:00-11:30")])
    new = a_cadence(steps=[a_step(subject="Anew")])
    await ledger.publish(old, MONDAY)
    await ledger.publish(new, MONDAY + HOUR)
    newest = await ledger.cadence(old.name)

    await ledger.publish(old, MONDAY + DAY)

    assert newest == new
    assert await ledger.cadence(old.name) == old
    assert await ledger.cadence(new.version) == new
    assert [row.version for row in await ledger.cadences()] == [old.version, new.version]
    with pytest.raises(UnknownCadence):
        await ledger.cadence("none")


async def test_the_library_is_kept_word_for_word(ledger: AnyLedger) -> None:
    """Everything that its files say comes back, each under the version it had."""
    published: dict[str, Cadence] = {}

    async def publish(cadence: Cadence) -> None:
        for name in set(targets_of(cadence)) - published.keys():
            await publish(read_cadence(name))
        assert await ledger.publish(cadence, MONDAY) == cadence.version
        published[cadence.name] = cadence

    for name in shipped_cadences():
        await publish(read_cadence(name))

    for name, cadence in published.items():
        stored = await ledger.cadence(name)
        assert stored.model_dump() == cadence.model_dump()
        assert stored.version == cadence.version
    assert {row.name for row in await ledger.cadences()} == set(published)

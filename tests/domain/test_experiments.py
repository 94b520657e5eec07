"""Who gets which variant: sticky, as often as the weights say, independent of other experiments."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from pydantic import ValidationError

from domain.cadence import Cadence
from domain.cadence.leading import targets_of
from domain.experiments import assign, assign_elsewhere, other_cadence, variant_of
from tests.builders import a_cadence, a_prospect, a_step

MANY = [a_prospect(email=f"p-{number}@example.com") for number in range(4_000)]


def an_experiment(id: str = "opener", **arms: dict[str, Any]) -> dict[str, Any]:  # noqa: A002 -- the file's own word
    """An experiment with a control and these arms."""
    return {"id": id, "variants": [{"id": "control"}, *({"id": k, **v} for k, v in arms.items())]}


def trying(*experiments: dict[str, Any], **fields: Any) -> Cadence:  # noqa: ANN401 -- whatever a cadence has
    return a_cadence(experiments=experiments, **fields)


NEW_SUBJECT = {"steps": {"intro": {"subject": "A number"}}}


def test_the_same_prospect_gets_the_same_variant() -> None:
    """Asked again, also of a cadence read anew, the answer stays."""
    cadence = trying(an_experiment(number=NEW_SUBJECT))

    again = Cadence.model_validate_json(cadence.model_dump_json())

    assert [assign(cadence, one) for one in MANY] == [assign(again, one) for one in MANY]


@pytest.mark.parametrize(("weight", "share"), [(1, 0.5), (3, 0.75), (0, 0.0)])
def test_weights_are_shares(weight: int, share: float) -> None:
    """Over many enrollments each arm comes as often as its weight says (4,000: within 3 points)."""
    cadence = trying(an_experiment(number={**NEW_SUBJECT, "weight": weight}))

    counted = Counter(assign(cadence, one)["opener"] for one in MANY)

    assert abs(counted["number"] / len(MANY) - share) < 0.03


def test_two_experiments_are_independent() -> None:
    """Which arm of one somebody gets says nothing about the other."""
    cadence = trying(
        an_experiment("opener", number=NEW_SUBJECT),
        an_experiment("hour", early={"steps": {"intro": {"window": "08:00-09:00"}}}),
    )

    cells = Counter(tuple(sorted(assign(cadence, one).items())) for one in MANY)

    assert len(cells) == 4
    assert all(abs(count / len(MANY) - 0.25) < 0.03 for count in cells.values())


def test_an_arm_changes_words_spacing_and_hour() -> None:
    """Any keys of any steps are put in; what the arm does not name stays."""
    arm = {"steps": {"intro": {"subject": "A number"}, "later": {"day": 4, "at": "10:00"}}}
    cadence = trying(an_experiment(other=arm), steps=[a_step(), a_step(id="later", day=3)])

    changed = cadence.in_variants({"opener": "other"})

    assert (changed.by_id["later"].day, str(changed.by_id["later"].at)) == (4, "10:00:00")
    assert getattr(changed.by_id["intro"], "subject", "") == "A number"
    assert getattr(changed.by_id["intro"], "text", "") == getattr(
        cadence.by_id["intro"], "text", None
    )
    assert cadence.in_variants({"opener": "control"}).steps == cadence.steps


@pytest.mark.parametrize(
    ("arm", "words"),
    [
        ({"steps": {"nobody": {"day": 1}}}, "there is no step 'nobody'"),
        ({"steps": {"intro": {"id": "other"}}}, "cannot change id"),
        ({"steps": {"intro": {"day": 3}}}, "the first step is on day 1"),
        ({"steps": {"intro": {"subjekt": "x"}}}, "opener/bad"),
        ({"cadence": "introduction"}, "circle"),
        ({"cadence": "b", **NEW_SUBJECT}, "it does one"),
    ],
)
def test_an_arm_that_cannot_work_is_refused(arm: dict[str, Any], words: str) -> None:
    """Each arm is tried when the cadence is read, not when its first enrollment comes."""
    with pytest.raises(ValidationError, match=words):
        trying(an_experiment(bad=arm))


def test_two_arms_that_cannot_work_together_are_refused() -> None:
    """Combinations are tried too: each arm alone keeps the order of the days, both do not."""
    steps = [a_step(), a_step(id="b", day=4), a_step(id="c", day=6)]
    late = an_experiment("late", six={"steps": {"b": {"day": 6}}})
    early = an_experiment("early", five={"steps": {"c": {"day": 5}}})

    trying(late, steps=steps)
    trying(early, steps=steps)
    with pytest.raises(ValidationError, match="as late/six, early/five it cannot work"):
        trying(late, early, steps=steps)


def test_a_whole_cadence_can_be_an_arm() -> None:
    """An arm may send the enrollment elsewhere; the control stays."""
    cadence = trying(an_experiment("shape", executive={"cadence": "outbound-executive"}))

    assert other_cadence(cadence, {"shape": "executive"}) == "outbound-executive"
    assert other_cadence(cadence, {"shape": "control"}) is None
    assert "outbound-executive" in targets_of(cadence)


def test_every_touch_names_the_arm_that_is_a_whole_cadence() -> None:
    """Of those who went there, and of those who stayed; what was not asked any more is left out."""
    shape = an_experiment("shape", executive={"cadence": "executive", "weight": 1_000})
    later = an_experiment("later", third={"cadence": "third"})
    cadence = trying(shape, an_experiment("opener", number=NEW_SUBJECT), later)
    other = trying(an_experiment("tone", warm=NEW_SUBJECT), later, name="executive")
    chosen = {"shape": "executive", "opener": "number", "later": "third"}

    there = assign_elsewhere(cadence, chosen, other, a_prospect())

    assert set(there) == {"shape", "tone"}
    assert variant_of(other, {**there, "tone": "warm"}, "intro") == "shape/executive, tone/warm"
    stayed = {"shape": "control", "later": "control"}
    assert variant_of(cadence, stayed, "intro") == "shape/control, later/control"


@pytest.mark.parametrize(
    "again",
    [{"id": "p-2"}, {"email": " ADA@Example.com "}, {"phone": None, "linkedin_url": None}],
    ids=["another id", "written otherwise", "known by less"],
)
def test_the_draw_goes_by_the_address(again: dict[str, Any]) -> None:
    """Whatever else is known of somebody, the mail address decides, as addresses are compared."""
    arms = [{"id": f"arm-{number}"} for number in range(10)]
    cadence = trying({"id": "opener", "variants": arms})

    assert assign(cadence, a_prospect(**again)) == assign(cadence, a_prospect())
    assert assign(cadence, a_prospect(email=None)) == assign(
        cadence, a_prospect(id="p-9", email=None, linkedin_url=None)
    )


def test_only_arms_that_shape_the_step_are_named() -> None:
    """A touch carries the experiments that could have changed it, and no others."""
    cadence = trying(
        an_experiment("opener", number=NEW_SUBJECT),
        an_experiment("end", short={"steps": {"later": {"day": 2}}}),
        steps=[a_step(), a_step(id="later", day=3)],
    )
    variants = {"opener": "control", "end": "short"}

    assert variant_of(cadence, variants, "intro") == "opener/control"
    assert variant_of(cadence, variants, "later") == "end/short"
    assert variant_of(cadence, {}, "intro") is None

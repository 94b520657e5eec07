"""A cadence file becomes a cadence; `tests/domain/cadence` holds what is refused, and how."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from domain.cadence import Reaction, load_cadence, read_cadence
from tests.domain.cadence.files import EVERYTHING, GOOD, LIBRARY, PLAIN


def test_a_good_file_becomes_its_cadence() -> None:
    """Scalars are text and the model types them, so 10:30 is a time and not 630."""
    cadence = load_cadence(PLAIN)

    assert [step.id for step in cadence.steps] == ["hello", "ring"]
    assert cadence.by_id["ring"].at == time(10, 30)
    assert cadence.rules.timezone == "Europe/Berlin"


@pytest.mark.parametrize("name", [*GOOD, *LIBRARY])
def test_every_good_file_is_a_cadence_of_its_own_name(name: str) -> None:
    """The whole library and every file of the tests load."""
    text = {**GOOD, **LIBRARY}[name]

    assert load_cadence(text, name).name == name


def test_every_key_of_the_language_is_read() -> None:
    """One file says everything there is to say, and none of it stays at its default."""
    cadence = load_cadence(EVERYTHING)

    at_default = [key for key in type(cadence).model_fields if key not in cadence.model_fields_set]

    assert at_default == []


def test_reactions_are_read_in_all_their_forms() -> None:
    """A word, an outcome, a span, a jump, another cadence with and without a rest."""
    on = load_cadence(EVERYTHING).on.by_event()

    assert on["reply/positive"] == Reaction("pause")
    assert on["reply/negative"] == Reaction("finish", to="said_no")
    assert on["reply/neutral"] == Reaction("pause", span=timedelta(days=5))
    assert on["click"] == Reaction("jump", to="day-9-sms")
    assert on["disposition/gatekeeper"] == Reaction(
        "switch", to="nurture-monthly", span=timedelta(days=3)
    )


def test_one_reaction_stands_for_all_that_people_answer() -> None:
    """What machines send, and people who are not meant, keep what they have by default."""
    on = load_cadence(GOOD["one-reaction"]).on.by_event()

    pause = Reaction("pause", span=timedelta(days=2))
    people = ("positive", "neutral", "negative", "unclassified")
    assert {on[f"reply/{kind}"] for kind in people} == {pause}
    assert on["reply/unsubscribe"] == Reaction("finish")
    assert on["reply/out_of_office"] == Reaction("pause", span=timedelta(days=14))


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("steps", 1), 18),
        (("steps", 1, "at"), 20),
        (("steps", 1, "alternatives", 0, "message"), 25),
        (("steps", 1, "due"), 18),
        (("exit", "after"), 2),
    ],
)
def test_a_place_of_the_file_has_its_line(place: tuple[str | int, ...], line: int) -> None:
    """Where the key stands, else where the nearest thing around it begins."""
    assert read_cadence(PLAIN).line_of(place) == line


def test_yaml_is_read_in_all_its_styles() -> None:
    """Quotes of both kinds, folded text, flow mappings: the same cadence as in plain ones."""
    texts = {step.id: step.model_dump() for step in load_cadence(GOOD["one-reaction"]).steps}

    assert texts["hello"]["subject"] == 'It\'s {{ first_name | default: "you" }}'
    assert texts["hello"]["text"] == "Hello there\n"
    assert texts["later"]["instructions"] == "Send\tit."

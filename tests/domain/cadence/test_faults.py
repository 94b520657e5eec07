"""Each fault of a file is one line: where it is, what is wrong, and what would be right."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.cadence import load_cadence
from domain.errors import InvalidCadence
from tests.builders import a_cadence, a_step
from tests.domain.cadence.files import EVERYTHING, PLAIN, Fault, faults_about, refusal_of

TOPICS = ("writing", "keys", "values", "reactions", "order", "experiments", "words", "mails")
FAULTS = [fault for topic in TOPICS for fault in faults_about(topic)]
REMEDIES = ("; ", " such as ")


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_one_line_with_its_place_and_its_remedy(fault: Fault) -> None:
    """Each case of the tables in `faults/` says exactly this, at exactly this line."""
    said = refusal_of(fault.text)

    assert said == fault.said


def test_every_fault_of_the_file_names_its_remedy() -> None:
    """After what is wrong comes what would be right, all over the tables."""
    own = [fault.said for fault in FAULTS if fault.topic != "words"]

    without = [said for said in own if not any(remedy in said for remedy in REMEDIES)]

    assert without == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is not a cadence; it starts with keys such as `name:`"),
        ("- a\n- b\n", "this is not a cadence; it starts with keys such as `name:`"),
        ("just words", "this is not a cadence; it starts with keys such as `name:`"),
        ("a: b: c", "this is not YAML: mapping values are not allowed here; put text with"),
        (
            "\tname: x",
            "this is not YAML: found character '\\t' that cannot start any token; indent",
        ),
        ("a: \x07", "this is not YAML: special characters are not allowed; take the control"),
        ("? [a]\n: b", "a key is plain text; put text that begins with {{ or [ in quotes"),
        ("a: &x 1\nb: *x", "anchors and aliases are refused; write the text out"),
        ("a: *x", "anchors and aliases are refused; write the text out"),
    ],
)
def test_what_is_no_cadence_is_refused_at_its_first_line(text: str, said: str) -> None:
    """Empty text, lists, broken YAML and control characters are no traceback."""
    assert refusal_of(text).startswith(f"c.yaml:1: {said}")


def test_the_cause_comes_before_its_consequence() -> None:
    """A misspelt required key is reported as misspelt, not as missing."""
    words = refusal_of(PLAIN.replace("script: Ask.", "skript: Ask."))

    assert "did you mean 'script'?" in words


def test_the_first_fault_of_the_file_is_the_one_reported() -> None:
    """Faults are mended from the top down, whatever order the model finds them in."""
    broken = EVERYTHING.replace("text: Worth a call?", "txt: x").replace("days: [mon", "days: [mo")

    assert refusal_of(broken).startswith("c.yaml:30: rules.days.1: ")


def test_a_file_name_with_a_line_break_stays_in_one_line() -> None:
    """Whatever a file is called, its refusal is one line."""
    with pytest.raises(InvalidCadence) as refused:
        load_cadence("a: [", "odd\nname.yaml")

    assert "\n" not in str(refused.value)


def test_steps_of_one_day_need_room_one_after_another() -> None:
    """The third step of a day waits for the second, which waits for the first."""
    steps = [a_step("a"), a_step("b"), a_step("c", window="09:00-10:30")]

    a_cadence(steps=steps[1:])
    with pytest.raises(ValidationError, match="'c' can never follow 'b' on day 1"):
        a_cadence(steps=steps)


def test_a_step_that_may_be_left_out_takes_no_room() -> None:
    """Of two steps with opposite conditions only one happens, so that they may share an hour."""
    evening = "16:00-17:00"
    first = a_step("a", window=evening, when='country == "US"')
    second = a_step("b", window=evening, when='country != "US"')

    shared = a_cadence(steps=[first, second])

    assert [step.id for step in shared.steps] == ["a", "b"]

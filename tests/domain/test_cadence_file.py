"""A cadence file becomes a cadence, or one line that says what to change where."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.cadence_file import load_cadence
from domain.errors import InvalidCadence

GOOD = """\
name: first-touches
description: Two touches
rules:
  timezone: Europe/Berlin
  window: 09:00-11:30
compliance:
  postal_address: Northwind, 1 Main Street, Springfield
  opt_out: Reply "no" and we stop.
steps:
  - id: hello
    day: 1
    channel: email
    subject: Hi {{ first_name }}
    text: |
      Hello {{ first_name }}
  - id: ring
    day: 3
    at: 10:30
    channel: call
    script: Ask.
    alternatives:
      - channel: linkedin
        message: Hello
"""

NESTED = f"a: {'[' * 5000}{']' * 5000}"


def fault_of(text: str) -> str:
    """The one line that refuses the text."""
    with pytest.raises(InvalidCadence) as refused:
        load_cadence(text, "c.yaml")
    words = str(refused.value)
    assert "\n" not in words
    return words


def test_a_good_file_becomes_its_cadence() -> None:
    """Scalars are text and the model types them, so 10:30 is a time and not 630."""
    cadence = load_cadence(GOOD)

    assert [step.id for step in cadence.steps] == ["hello", "ring"]
    assert cadence.by_id["ring"].at == time(10, 30)
    assert cadence.rules.timezone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "channel: call",
            "channel: fax",
            "c.yaml:19: steps.2.channel: 'fax' is not a channel; use email, call or linkedin",
        ),
        (
            "    channel: call\n",
            "",
            "c.yaml:16: steps.2.channel: is missing; use email, call or linkedin",
        ),
        (
            "subject: Hi",
            "subjct: Hi",
            "c.yaml:13: steps.1.subjct: unknown key 'subjct'; did you mean 'subject'?",
        ),
        (
            "description:",
            "colour:",
            (
                "c.yaml:2: colour: unknown key 'colour'; known here: name, description, "
                "exclusivity_group, rules, on, compliance, steps"
            ),
        ),
        (
            "  timezone:",
            "  tz:",
            "c.yaml:4: rules.tz: unknown key 'tz'; known here: timezone, window, counting, days",
        ),
        (
            "message: Hello",
            "messages: Hello",
            (
                "c.yaml:23: steps.2.alternatives.1.messages: unknown key 'messages'; "
                "did you mean 'message'?"
            ),
        ),
        (
            "Europe/Berlin",
            "Mars/Base",
            "c.yaml:4: rules.timezone: 'Mars/Base' is not an IANA time zone such as Europe/Berlin",
        ),
        ("day: 3", "day: soon", "c.yaml:17: steps.2.day: 'soon' is not a whole number such as 3"),
        ("day: 1\n", "day: 0\n", "c.yaml:11: steps.1.day: '0' is too small; 1 is the smallest"),
        (
            "at: 10:30",
            "at: 1030h",
            "c.yaml:18: steps.2.at: '1030h' is not a time of day such as 09:30",
        ),
        (
            "at: 10:30",
            "at: 12:30",
            "c.yaml:16: steps.2: step 'ring' is at 12:30, outside 09:00-11:30",
        ),
        (
            "window: 09:00-11:30",
            "window: 9-11",
            "c.yaml:5: rules.window: '9' is not a time of day such as 09:30",
        ),
        (
            "at: 10:30",
            "after: 3 days",
            "c.yaml:18: steps.2.after: '3 days' is not a gap such as 45m or 2h",
        ),
        (
            "at: 10:30",
            "blocking: maybe",
            "c.yaml:18: steps.2.blocking: 'maybe' is neither true nor false",
        ),
        (
            "at: 10:30",
            "spread: wide",
            "c.yaml:18: steps.2.spread: 'wide' is not known here; use 'hash' or 'none'",
        ),
        (
            "id: ring",
            "id: hello",
            "c.yaml:16: steps.2: step 2 has the id 'hello' of step 1; ids are unique",
        ),
        (
            "id: ring",
            "id: Ring Up",
            (
                "c.yaml:16: steps.2.id: 'Ring Up' is not a name; use lower-case letters, digits "
                "and hyphens, as in first-mail"
            ),
        ),
        (
            "opt_out: Reply",
            "opt_out: no # Reply",
            "c.yaml:8: compliance.opt_out: 'no' is too short; 5 is the least number of characters",
        ),
        (
            "    script: Ask.\n",
            "",
            "c.yaml:16: steps.2.script: is missing; add script:",
        ),
        (
            "script: Ask.",
            "script: [a]",
            "c.yaml:20: steps.2.script: a list stands where text belongs",
        ),
        (
            "Hello {{ first_name }}\n  - id",
            "Hello {{ first_name }\n  - id",
            "c.yaml:14: steps.1.text: the template cannot be parsed: ",
        ),
        ("day: 3", "day: 3\n    day: 4", "c.yaml:18: 'day' stands here again, after line 17"),
        (
            "id: ring",
            "id: &r ring",
            "c.yaml:16: anchors and aliases are refused; write the text out",
        ),
        ("id: ring", "id: !!str ring", "c.yaml:16: YAML tags are refused; write the plain value"),
        ("id: ring", "id: 'ring", "c.yaml:"),
    ],
)
def test_a_fault_is_one_line_with_its_place_and_its_remedy(old: str, new: str, line: str) -> None:
    """Each fault names file, line and key, what is wrong and what would be right."""
    assert old in GOOD

    words = fault_of(GOOD.replace(old, new, 1))

    assert words == line or (line.endswith((": ", ":")) and words.startswith(line))


def test_the_cause_comes_before_its_consequence() -> None:
    """A misspelt required key is reported as misspelt, not as missing."""
    words = fault_of(GOOD.replace("script: Ask.", "skript: Ask."))

    assert "did you mean 'script'?" in words


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words", "a: b: c", "a: \x07", NESTED])
def test_what_is_no_cadence_is_refused_in_one_line(text: str) -> None:
    """Empty text, lists, broken YAML, control characters and deep nesting are no traceback."""
    assert fault_of(text).startswith("c.yaml:1: ")


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    """Aliases are refused altogether."""
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

    assert fault_of(bomb).startswith("c.yaml:1: anchors")


def test_a_file_of_more_than_256_kib_is_refused() -> None:
    """A cadence is a few pages; more is a mistake."""
    assert "larger than 256 KiB" in fault_of(f"{GOOD}# {'x' * 262_144}\n")


@given(st.text(alphabet="abc:-[]{}&*!'\"|>#\n \t,?", max_size=80))
def test_any_text_is_a_cadence_or_refused_in_one_line(text: str) -> None:
    """Nothing but `InvalidCadence` ever comes out, and never with a line break."""
    assert fault_of(text)


@example(place=GOOD.index("10:30"), damage="10:30-04:00 #")
@given(st.integers(0, len(GOOD)), st.sampled_from(["", " ", "\n", "-", ":", "x", "{{", "'"]))
def test_a_damaged_file_never_breaks_the_reader(place: int, damage: str) -> None:
    """A good file with a character more or less is a cadence or one refusing line."""
    damaged = GOOD[:place] + damage + GOOD[place + 1 :]

    try:
        load_cadence(damaged, "c.yaml")
    except InvalidCadence as refused:
        said = str(refused)
    else:
        said = "a cadence"
    assert "\n" not in said

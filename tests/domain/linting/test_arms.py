"""What an arm of an experiment brings is found where the arm stands."""

from __future__ import annotations

from tests.domain.linting.good_cadence import edited, findings_in, line_of

ARM = "mail-1: {subject: A third of your trucks within two hours}"
LONG = "A third of your trucks arrive within two hours, and nobody has planned it"


def test_an_arm_is_found_at_its_own_line() -> None:
    """A subject that only one variant has too long is found in the variant, not in the step."""
    text = edited((ARM, f"mail-1: {{subject: '{LONG}'}}"))

    (found,) = findings_in(text)

    assert (found.rule, found.line) == ("subject-too-long", line_of(text, LONG))


def test_what_an_arm_does_to_another_step_is_found_at_the_arm() -> None:
    """Step mail-4 is as it was; that mail-1 now has its subject is the arm's doing."""
    text = edited((ARM, "mail-1: {subject: A ten-minute count}"))

    (found,) = findings_in(text)

    assert (found.rule, found.line) == ("same-subject", line_of(text, "        steps:"))
    assert found.words.startswith("as opener/number 'mail-4' has the subject of 'mail-1'")


def test_what_the_cadence_has_anyway_is_found_once() -> None:
    """A fault of a step that no arm touches is not found again for each arm."""
    text = edited(("subject: A ten-minute count", "subject: A ten-minute count!"))

    found = findings_in(text)

    assert [one.line for one in found] == [line_of(text, "count!")]


def test_the_same_fault_in_other_words_is_found_twice() -> None:
    """An arm that replaces bad words by other bad words has a finding of its own."""
    text = edited(("'your docks' }}\"", "'your docks' }}!\""), ("two hours}", "two hours!}"))

    found = findings_in(text)

    assert [one.rule for one in found] == ["exclamation-marks"] * 2
    assert [one.line for one in found] == [
        line_of(text, "two hours!"),
        line_of(text, "your docks' }}!"),
    ]


def test_an_arm_that_changes_spacing_is_judged() -> None:
    """A shorter distance to the last touch makes an even beat of the arm alone."""
    days = {"call-2": 3, "connect-3": 5, "mail-4": 7, "call-5": 9, "message-6": 11}
    beat = {**days, "mail-7": 13, "call-8": 15}
    steps = "".join(f"\n          {step}: {{day: {day}}}" for step, day in beat.items())
    text = edited((f"\n          {ARM}", steps))

    (found,) = findings_in(text)

    assert (found.rule, found.line) == ("uniform-spacing", line_of(text, "        steps:"))


def test_what_the_file_sets_counts_as_set_for_its_arms() -> None:
    """A window that is written out and equals the default is no window left to chance."""
    text = edited(("window: 08:00-17:00", "window: 09:00-17:00"), ("America/New_York", "UTC"))

    assert findings_in(text) == []

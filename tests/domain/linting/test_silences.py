"""A finding that is meant is counted, not shown; an error stays, and no silence is idle."""

from __future__ import annotations

from domain.cadence.file import read_cadence
from domain.linting import lint
from tests.domain.linting.good_cadence import edited, findings_in, line_of

WITHOUT_GOAL = ("goal: A 20-minute call\n", "")


def _silence(*rules: str) -> tuple[str, str]:
    lines = "".join(f"  - {{rule: {rule}, because: because of {rule}}}\n" for rule in rules)
    return "on:\n", f"silence:\n{lines}on:\n"


def test_a_silenced_finding_keeps_its_reason() -> None:
    """It is no finding any more, and stands with its reason among what is silenced."""
    cadence = read_cadence(edited(WITHOUT_GOAL, _silence("no-goal"))).cadence

    report = lint(cadence)

    assert report.findings == ()
    assert [(one.finding.rule.id, one.because) for one in report.silenced] == [
        ("no-goal", "because of no-goal")
    ]


def test_an_error_cannot_be_silenced() -> None:
    """The error is found as before, and so is the silence that was to hide it."""
    address = ("200 Harbor Street, Portland, ME 04101", "Harbor Street, Portland")
    text = edited(address, _silence("no-postal-address"))

    found = findings_in(text)

    assert [(one.severity, one.rule) for one in found] == [
        ("error", "no-postal-address"),
        ("warning", "refused-silence"),
    ]


def test_a_rule_is_silenced_once() -> None:
    """The second silence of a rule adds nothing, and is found on its own line."""
    text = edited(WITHOUT_GOAL, _silence("no-goal", "no-goal"))

    (found,) = findings_in(text)

    assert found.rule == "idle-silence"
    assert found.line == line_of(text, "silence:") + 2


def test_silences_cannot_be_silenced() -> None:
    """Whoever would silence the rule about idle silences is told so."""
    (found,) = findings_in(edited(_silence("idle-silence")))

    assert found.rule == "refused-silence"


def test_a_silence_holds_for_arms_too() -> None:
    """What only a variant brings can be meant as well."""
    arm = "subject: A third of your trucks within two hours"

    assert findings_in(edited((arm, f"{arm}!"), _silence("exclamation-marks"))) == []

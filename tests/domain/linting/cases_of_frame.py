"""Cadences without purpose, end, address or way out, and with words that do nothing."""

from __future__ import annotations

from tests.domain.linting.cases import Case
from tests.domain.linting.good_cadence import edited, of_steps

SILENCE = "silence:\n  - {rule: %s, because: it is meant}\nsteps:\n"

PURPOSE = [
    Case("no-persona", edited(("persona: Head of logistics\n", "")), "name:", "for whom"),
    Case("no-goal", edited(("goal: A 20-minute call\n", "")), "name:", "bring about"),
    Case("no-exit-criteria", edited(("after: 5d, ", "")), "exit:", "before anybody slow"),
    Case("no-exit-criteria", edited(("outcome: unresponsive, ", "")), "exit:", "'completed'"),
    Case("no-follow-on", edited((", then: nurture", "")), "exit:", "nothing follows"),
    Case(
        "answer-ignored",
        edited(("on:\n", "on:\n  reply: {neutral: continue}\n")),
        "reply:",
        "after a neutral reply",
    ),
    Case(
        "answer-ignored",
        edited(("meeting_booked: finish", "meeting_booked: continue")),
        "meeting_booked:",
        "after a meeting was booked",
    ),
    Case(
        "escalation-without-owner",
        edited(
            ("owner: robin@northwind.example\n", ""),
            ("    day: 7\n", "    day: 7\n    overdue: {escalate: 1}\n"),
        ),
        "overdue:",
        "'call-5' is escalated to nobody",
    ),
    Case(
        "endless-wait",
        edited(("    day: 7\n", "    day: 7\n    blocking: true\n")),
        "blocking:",
        "until somebody has done 'call-5'",
    ),
]
LAW = [
    Case(
        "no-postal-address",
        edited(("Northwind, 200 Harbor Street, Portland, ME 04101, USA", "Northwind in Portland")),
        "postal_address:",
        "has no number",
    ),
    Case(
        "no-postal-address",
        edited(("Northwind, 200 Harbor Street, Portland, ME 04101, USA", "Northwind 7")),
        "postal_address:",
        "too little for a letter",
    ),
    Case(
        "no-postal-address",
        edited(("200 Harbor Street", "Your Street 1")),
        "postal_address:",
        "still has to be filled in",
    ),
    Case(
        "no-opt-out-words",
        edited(('Reply "no thanks" and I will not write again.', "You can always opt out.")),
        "opt_out:",
        "does not say what to do",
    ),
    Case(
        "no-opt-out-words",
        edited(('"no thanks"', '"no"')),
        "opt_out:",
        "an answer 'no' is not understood as an opt-out",
    ),
    Case(
        "no-opt-out-words",
        edited(('Reply "no thanks"', "Reply 'stop' or “not interested”")),
        "opt_out:",
        "'not interested'",
    ),
    Case(
        "sms-without-stop",
        of_steps("email", "call", "sms", "call").replace(" Reply STOP to end.", ""),
        "step-3 > text:",
        "how to get no more",
    ),
]
LEFTOVERS = [
    Case(
        "unused-variable",
        edited(("{trigger:", "{triger: optional, trigger:")),
        "variables:",
        "triger",
    ),
    Case(
        "unused-snippet",
        edited(("  signature:", "  greeting: Hello\n  signature:")),
        "greeting:",
        "renders 'greeting'",
    ),
]
SILENCES = [
    Case(
        "unknown-silence",
        edited(("steps:\n  - ", SILENCE % "no-phon" + "  - ")),
        "rule:",
        "no-phone",
    ),
    Case(
        "idle-silence",
        edited(("steps:\n  - ", SILENCE % "no-phone" + "  - ")),
        "rule:",
        "nothing here",
    ),
    Case(
        "refused-silence",
        edited(("steps:\n  - ", SILENCE % "fake-reply" + "  - ")),
        "rule:",
        "cannot be silenced",
    ),
]

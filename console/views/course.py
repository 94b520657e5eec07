"""One enrollment as its page shows it: planned beside actual, each delay with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.views import words
from domain.cadence import Cadence
from domain.facts import (
    CallReported,
    Enrolled,
    EnrollmentEnded,
    Fact,
    Jumped,
    Paused,
    ReplyReceived,
    Resumed,
    TaskCompleted,
    TextReported,
    TouchHeld,
    TouchPlanned,
)
from domain.touch import Touched
from ledger.pages.enrollment import MailLine
from ledger.records import FactRow, TouchRow


@dataclass(frozen=True)
class Delay:
    """Why a touch did not come when it was planned; `until` is when it was looked at again."""

    at: datetime
    reason: str
    why: str | None
    until: datetime | None


@dataclass(frozen=True)
class Course:
    """A step with its touch, if it has one yet, its mail, its plans and what has delayed it."""

    step: str
    day: int | None
    channel: str
    touch: TouchRow | None
    mail: MailLine | None
    plans: tuple[TouchPlanned, ...]
    delays: tuple[Delay, ...]
    by: str | None

    @property
    def is_to_come(self) -> bool:
        """Whether it has not begun, so that one can go ahead to it."""
        return self.touch is None or self.touch.outcome in (Touched.PLANNED, Touched.HELD)

    @property
    def can_be_skipped(self) -> bool:
        """Whether it is to come, or with a rep who can be spared it."""
        return self.is_to_come or (self.touch is not None and self.touch.outcome == Touched.OPEN)


@dataclass(frozen=True)
class Deed:
    """A fact in words, and who did it, where that was a person."""

    at: datetime
    words: str
    by: str | None


def courses(
    cadence: Cadence,
    touches: Sequence[TouchRow],
    facts: Sequence[FactRow],
    mails: Sequence[MailLine],
) -> tuple[Course, ...]:
    """Every step in the cadence's order, also those that have no plan yet."""
    by_step = {touch.step: touch for touch in touches}
    mail_of = {mail.step: mail for mail in mails}
    told = [row.fact for row in facts]
    return tuple(
        Course(
            step=step.id,
            day=step.day,
            channel=_channel(step.channel, by_step.get(step.id)),
            touch=by_step.get(step.id),
            mail=mail_of.get(step.id),
            plans=tuple(f for f in told if isinstance(f, TouchPlanned) and f.step == step.id),
            delays=tuple(
                Delay(f.at, f.reason, f.why, f.until)
                for f in told
                if isinstance(f, TouchHeld) and f.step == step.id
            ),
            by=_doer(told, step.id),
        )
        for step in cadence.steps
    )


def deeds(facts: Sequence[FactRow]) -> tuple[Deed, ...]:
    """Every fact in words, the newest first."""
    return tuple(
        Deed(row.fact.at, sentence_of(row.fact), getattr(row.fact, "by", None))
        for row in reversed(facts)
    )


def sentence_of(fact: Fact) -> str:
    """What happened, in a few words."""
    match fact:
        case Enrolled(cadence=name):
            return f"Enrolled in {name}"
        case Paused(reason=reason):
            return f"Paused: {words.reason(reason)}"
        case Resumed():
            return "Resumed"
        case Jumped(to=to):
            return f"Went ahead to {to}"
        case EnrollmentEnded(state=state, reason=reason):
            return f"{words.state(state)}: {words.reason(reason)}"
        case ReplyReceived(reply_class=reply_class):
            return f"Reply ({reply_class.replace('_', ' ')})"
        case _:
            return _of_touch(fact)


TOUCHES: Mapping[str, str] = {
    "touch_planned": "planned",
    "touch_performed": "went out",
    "touch_reopened": "is to be sent again",
    "touch_in_doubt": "may or may not have gone out",
    "task_opened": "handed to a rep",
    "task_escalated": "open for too long; its owner is told",
    "call_begun": "a call is placed",
    "voicemail_dropped": "the voicemail is left",
}


def _of_touch(fact: Fact) -> str:
    step = getattr(fact, "step", None)
    if step is None or fact.type == "engagement":
        return words.kind(fact.type)
    if isinstance(fact, TaskCompleted):
        return f"{step}: {fact.disposition.replace('_', ' ')}"
    if isinstance(fact, TextReported | CallReported):
        return f"{step}: {fact.status.replace('_', ' ')}"
    if said := TOUCHES.get(fact.type):
        return f"{step}: {said}"
    begins = "waits" if isinstance(fact, TouchHeld) else "left out"
    return f"{step} {begins}: {words.reason(getattr(fact, 'reason', ''))}"


def _channel(planned: str, touch: TouchRow | None) -> str:
    return (touch.channel if touch else None) or planned


def _doer(facts: Sequence[Fact], step: str) -> str | None:
    """Who completed the step's task, or resolved the doubt about its mail."""
    names = (getattr(fact, "by", None) for fact in facts if getattr(fact, "step", None) == step)
    return next(filter(None, names), None)

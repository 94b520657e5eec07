"""What counters need of the facts and decisions do not, so that no state has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain.analytics.marks import CLICKS, NOTHING, Mark
from domain.enrollment import Enrollment
from domain.facts import (
    Bounced,
    Engaged,
    Enrolled,
    EnrollmentEnded,
    Fact,
    MeetingBooked,
    OpportunityLost,
    OpportunityOpened,
    OpportunityWon,
    OptedOut,
    ReplyCorrected,
    ReplyReceived,
    SoftBounced,
    TaskAssigned,
    TaskCompleted,
    TaskOpened,
    TextReported,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
    TouchReopened,
)
from domain.touch import Touched

# The fact of a bounce that a mail server gave in the conversation itself names its touch so.
_AT_THE_SERVER = "smtp/"
# The mail of such a touch is there, or may be.
GONE_OUT = frozenset({Touched.PERFORMED, Touched.IN_DOUBT})
# Once for each person, when it was first heard of.
FIRSTS: Mapping[type[Fact], Mark] = {
    MeetingBooked: Mark.MEETING,
    OpportunityOpened: Mark.OPPORTUNITY,
    OpportunityWon: Mark.OPPORTUNITY | Mark.WON,
    OpportunityLost: Mark.OPPORTUNITY | Mark.LOST,
    OptedOut: Mark.OPTED_OUT,
}


@dataclass(frozen=True)
class Played:
    """How a touch was played: where its prospect's clock stood, by whom, and what was clicked."""

    timezone: str | None = None
    variant: str | None = None
    rep: str | None = None
    mailbox: str | None = None
    clicks: int = 0


@dataclass(frozen=True)
class Tally:
    """What the facts of one enrollment have said for the counters so far.

    `answered` names, by the source of a reply, the step that it says to answer, `corrected` the
    class that a person gave it, be that after the end; `firsts` when a mark, by its number, was
    first earned; `bounced` the steps whose mails or texts came back. `ended_at` is when it ended
    last, be that taken back.
    """

    cadence: str = ""
    version: str = ""
    enrolled_at: datetime | None = None
    ended_at: datetime | None = None
    owner: str | None = None
    country: str | None = None
    variants: str = ""
    touches: Mapping[str, Played] = field(default_factory=dict)
    answered: Mapping[str, str] = field(default_factory=dict)
    corrected: Mapping[str, str] = field(default_factory=dict)
    firsts: Mapping[int, datetime] = field(default_factory=dict)
    bounced: tuple[str, ...] = ()

    def with_fact(self, fact: Fact, state: Enrollment) -> Tally:
        """After one more fact; `state` is the enrollment's after it."""
        if isinstance(fact, Enrolled):
            return _enrolled(fact)
        if isinstance(fact, EnrollmentEnded):
            return replace(self, ended_at=fact.at)
        if isinstance(fact, Bounced | SoftBounced):
            return self._with_bounce(fact, state)
        if isinstance(fact, TextReported):
            return self._with_report(fact, state)
        if isinstance(fact, TouchReopened):
            # What became of a message is not what becomes of the one that is sent in its place.
            return replace(self, bounced=tuple(s for s in self.bounced if s != fact.step))
        if mark := FIRSTS.get(type(fact)):
            return self._with_first(mark, fact)
        if isinstance(fact, ReplyReceived | ReplyCorrected):
            return self._with_reply(fact)
        step: str | None = getattr(fact, "step", None)
        played = self.touches.get(step, Played()) if step else Played()
        return self._played(step, **fields) if step and (fields := _said(fact, played)) else self

    def _played(self, step: str, **fields: Any) -> Tally:  # noqa: ANN401 -- each as its field is
        played = replace(self.touches.get(step, Played()), **fields)
        return replace(self, touches={**self.touches, step: played})

    def _with_reply(self, fact: ReplyReceived | ReplyCorrected) -> Tally:
        if isinstance(fact, ReplyCorrected):
            return replace(self, corrected={**self.corrected, fact.reply: fact.reply_class})
        if not fact.to_step:
            return self
        return replace(self, answered={**self.answered, fact.source_id: fact.to_step})

    def _with_bounce(self, fact: Bounced | SoftBounced, state: Enrollment) -> Tally:
        """A bounce that names no step is of the last mail before it."""
        step = fact.step if isinstance(fact, SoftBounced) else _step_at_server(fact)
        step = step or _last_mail(state, fact.at)
        return self._came_back(step) if step else self

    def _with_report(self, fact: TextReported, state: Enrollment) -> Tally:
        """Only of the sending that stands: of one that was given up there may be late news."""
        touch = state.touches.get(fact.step)
        is_given_up = fact.generation and touch and fact.generation < touch.generation
        return self if is_given_up or not fact.is_undelivered else self._came_back(fact.step)

    def _came_back(self, step: str) -> Tally:
        return self if step in self.bounced else replace(self, bounced=(*self.bounced, step))

    def _with_first(self, mark: Mark, fact: Fact) -> Tally:
        first = min(fact.at, self.firsts.get(int(mark), fact.at))
        return replace(self, firsts={**self.firsts, int(mark): first})


def _said(fact: Fact, played: Played) -> dict[str, Any]:
    """What the fact says of how its touch was played."""
    match fact:
        case TouchPlanned(timezone=timezone, variant=variant):
            return {"timezone": timezone, "variant": variant}
        case TouchPerformed(mailbox=str(mailbox)) | TouchInDoubt(mailbox=str(mailbox)):
            return {"mailbox": mailbox}
        case TaskOpened(owner=str(rep)) | TaskAssigned(owner=rep) | TaskCompleted(by=rep):
            return {"rep": rep}
        case Engaged(kind=kind):
            return {"clicks": int(played.clicks | CLICKS.get(kind, NOTHING))}
        case _:
            return {}


def _enrolled(fact: Enrolled) -> Tally:
    arms = ", ".join(f"{name}/{arm}" for name, arm in sorted(fact.variants.items()))
    return Tally(
        cadence=fact.cadence,
        version=fact.version,
        enrolled_at=fact.at,
        owner=fact.owner,
        country=fact.country,
        variants=arms,
    )


def _step_at_server(fact: Bounced) -> str | None:
    if not fact.source_id.startswith(_AT_THE_SERVER):
        return None
    return fact.source_id.partition(".")[2] or None


def _last_mail(state: Enrollment, at: datetime) -> str | None:
    mails = [
        (touch.settled_at, step)
        for step, touch in state.touches.items()
        if touch.status in GONE_OUT and touch.channel == "email" and touch.settled_at
    ]
    return max((mail for mail in mails if mail[0] <= at), default=(at, None))[1]

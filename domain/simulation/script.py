"""What a simulation assumes to come in, and when nothing runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Self

from domain.facts import Detail, Fact, TaskCompleted, inbound_fact

Kind = Literal["reply", "meeting_booked", "click", "bounce", "opt_out", "disposition"]

ANSWERS_AFTER = timedelta(hours=1)
DONE = "done"
REP = "simulation"


@dataclass(frozen=True)
class Injected:
    """Something that comes in so long after the touch of `step` was performed.

    `said` is the class of a reply, or the disposition with which a rep closes the step's task; for
    a disposition `after` counts from when the task was opened.
    """

    kind: Kind
    step: str
    said: str | None = None
    after: timedelta = ANSWERS_AFTER

    @classmethod
    def closing(cls, step: str, disposition: str) -> Self:
        """A rep closes the step's task as soon as it is opened."""
        return cls("disposition", step, disposition, timedelta(0))

    def fact(self, at: datetime) -> Fact:
        """What the enrollment hears at that instant."""
        match self.kind:
            case "disposition":
                return TaskCompleted(at=at, step=self.step, disposition=self.said or DONE, by=REP)
            case "click":
                clicked = Detail(kind="click", step=self.step)
                return inbound_fact("engagement", at, self.source_id, clicked)
            case "reply":
                return inbound_fact("reply", at, self.source_id, Detail(reply_class=self.said))
            case _:
                return inbound_fact(self.kind, at, self.source_id, None)

    @property
    def source_id(self) -> str:
        """The name of this event, one of its own for each step, kind and word."""
        return f"simulation/{self.kind}/{self.step}/{self.said}/{self.after.total_seconds():.0f}"


@dataclass(frozen=True)
class Outage:
    """Nothing runs from `begins` until `ends`; what came in meanwhile is heard then."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Script:
    """All that is assumed beside the rule that every touch is performed and nobody answers."""

    events: tuple[Injected, ...] = ()
    outages: tuple[Outage, ...] = ()

    def running_at(self, moment: datetime) -> datetime:
        """The moment, or when things run again where it lies in an outage."""
        for outage in sorted(self.outages, key=lambda outage: outage.begins):
            if outage.begins <= moment < outage.ends:
                moment = outage.ends
        return moment

    def disposition_of(self, step: str) -> Injected:
        """How and how soon a rep closes the step's task: at once, where nothing else is said."""
        for event in self.events:
            if event.kind == "disposition" and event.step == step:
                return event
        return Injected.closing(step, DONE)

    def answers_to(self, step: str) -> tuple[Injected, ...]:
        """What comes in once the step's touch was performed."""
        return tuple(e for e in self.events if e.step == step and e.kind != "disposition")


SILENCE = Script()

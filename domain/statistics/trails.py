"""What an enrollment left behind that statistics are made of: touches performed, and what came.

Belongs here: the trail as plain data, and what counts as which outcome. What follows from many
trails: `exposures`, `forecasting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.analytics.marks import ANSWERS, HEARD, NOTHING, REPLIED, Mark
from domain.facts import Fact, MeetingBooked, ReplyCorrected, ReplyReceived, TaskCompleted

MEETING = "meeting_booked"


class Outcome(StrEnum):
    """What is hoped for."""

    POSITIVE = "positive"
    REPLY = "reply"
    MEETING = "meeting"


_HOPED_FOR = {
    Outcome.POSITIVE: Mark.POSITIVE | Mark.MEETING,
    Outcome.REPLY: REPLIED | Mark.MEETING,
    Outcome.MEETING: Mark.MEETING,
}


@dataclass(frozen=True, slots=True)
class Performed:
    """A touch that really went out or was really done, with the arms that shaped it."""

    step: str
    channel: str | None
    at: datetime
    variant: str | None = None

    @property
    def arms(self) -> Mapping[str, str]:
        """The variants by experiment."""
        named = (each.partition("/") for each in (self.variant or "").split(", ") if each)
        return {experiment: arm for experiment, _, arm in named}


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply of this class, how a task went that reached the person, or a meeting (`MEETING`)."""

    what: str
    at: datetime

    def is_a(self, outcome: Outcome) -> bool:
        """Whether it is what is hoped for, as reports count it; a meeting is a good reply, too."""
        return bool(_mark_of(self.what) & _HOPED_FOR[outcome])


@dataclass(frozen=True)
class Trail:
    """One enrollment: touches and what was heard, both in their order; `ended_at` once it has."""

    enrollment_id: str
    cadence: str
    enrolled_at: datetime
    ended_at: datetime | None = None
    performed: tuple[Performed, ...] = ()
    heard: tuple[Heard, ...] = ()

    def first(self, outcome: Outcome, after: datetime) -> datetime | None:
        """When what is hoped for came first, not before that instant."""
        return next((one.at for one in self.heard if one.at >= after and one.is_a(outcome)), None)


@dataclass(frozen=True)
class TrailsWanted:
    """Of these cadences, all if none is named; enrolled from `since` to before `until`.

    With `experiment`, only those in one of its arms, and only the touches that an arm shaped.
    """

    cadences: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    experiment: str | None = None


def heard_in(facts: Iterable[Fact]) -> tuple[Heard, ...]:
    """What people said, as it counts now, in the order of their instants."""
    heard: dict[str, Heard] = {}
    for fact in facts:
        match fact:
            case ReplyReceived(source_id=source, reply_class=said, at=at):
                heard[source] = Heard(said, at)
            case ReplyCorrected(reply=source, reply_class=said) if source in heard:
                heard[source] = replace(heard[source], what=said)
            case MeetingBooked(at=at):
                heard[fact.key] = Heard(MEETING, at)
            case TaskCompleted(at=at, disposition=went) if went in HEARD:
                heard[fact.key] = Heard(went, at)
            case _:
                pass
    return in_order(heard.values())


def in_order(heard: Iterable[Heard]) -> tuple[Heard, ...]:
    """The earliest first."""
    return tuple(sorted(heard, key=lambda one: one.at))


def _mark_of(what: str) -> Mark:
    if what == MEETING:
        return Mark.MEETING
    return ANSWERS.get(what) or HEARD.get(what, NOTHING)

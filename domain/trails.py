"""What an enrollment left behind that statistics are made of: touches performed, and what came.

Belongs here: the trail as plain data, and what counts as which outcome. What follows from many
trails: `exposures`, `forecasting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.facts import (
    Bounced,
    Fact,
    MeetingBooked,
    ReplyCorrected,
    ReplyReceived,
    TaskCompleted,
)

MEETING = "meeting_booked"
BOUNCE = "bounce"
# What machines answer is no reply of a person.
BY_MACHINES = frozenset({"out_of_office", "automatic", BOUNCE})


class Outcome(StrEnum):
    """What is hoped for."""

    POSITIVE = "positive"
    REPLY = "reply"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Performed:
    """A touch that really went out or was really done, with the arms that shaped it.

    `mailbox` sent it, where it was a mail.
    """

    step: str
    channel: str | None
    at: datetime
    variant: str | None = None
    mailbox: str | None = None

    @property
    def arms(self) -> Mapping[str, str]:
        """The variants by experiment."""
        named = (each.partition("/") for each in (self.variant or "").split(", ") if each)
        return {experiment: arm for experiment, _, arm in named}


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply of this class, a meeting (`MEETING`) or a bounce (`BOUNCE`)."""

    what: str
    at: datetime

    def is_a(self, outcome: Outcome) -> bool:
        """Whether it is what is hoped for; a meeting is as good as any reply."""
        match outcome:
            case Outcome.MEETING:
                return self.what == MEETING
            case Outcome.POSITIVE:
                return self.what in (MEETING, "positive")
            case Outcome.REPLY:
                return self.what not in BY_MACHINES


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
    """Replies as they count now, meetings and bounces, in the order of their instants."""
    heard: dict[str, Heard] = {}
    for fact in facts:
        match fact:
            case ReplyReceived(source_id=source, reply_class=said, at=at):
                heard[source] = Heard(said, at)
            case ReplyCorrected(reply=source, reply_class=said) if source in heard:
                heard[source] = replace(heard[source], what=said)
            case MeetingBooked(at=at) | TaskCompleted(at=at, disposition="meeting_booked"):
                heard[fact.key] = Heard(MEETING, at)
            case Bounced(at=at):
                heard[fact.key] = Heard(BOUNCE, at)
            case _:
                pass
    return in_order(heard.values())


def in_order(heard: Iterable[Heard]) -> tuple[Heard, ...]:
    """The earliest first."""
    return tuple(sorted(heard, key=lambda one: one.at))

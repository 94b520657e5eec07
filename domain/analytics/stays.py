"""Where in its cadence an enrollment stood, day by day: what a forecast learns from.

Days are whole ones in UTC, and what counts of a day is how it ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from domain.analytics.events import Event, performed_in
from domain.analytics.exposures import HOPED_FOR, Outcome
from domain.analytics.tally import Tally
from domain.enrollment import Enrollment

# How long somebody is still waited for after a good answer or an end.
WAITED_FOR = timedelta(weeks=6)
# Before the first touch, after a good answer, and after an end without one.
START, ANSWERED, ENDED = "start", "answered", "ended"


@dataclass(frozen=True)
class Stay:
    """At a stage, a step or one of the above, from the end of `since` to before that of `until`.

    There still if `until` is None; `met_on` is the day of the person's first meeting.
    """

    cadence: str
    stage: str
    since: date
    until: date | None
    met_on: date | None


@dataclass(frozen=True, slots=True)
class Stood:
    """So many stays that are alike."""

    cadence: str
    stage: str
    since: date
    until: date | None
    met_on: date | None
    count: int = 1


@dataclass(frozen=True)
class Course:
    """The days on which an enrollment came to stand elsewhere; touches in their order."""

    cadence: str
    came: date
    performed: tuple[tuple[date, str], ...] = ()
    answered: date | None = None
    ended: date | None = None
    met: date | None = None

    def stage_on(self, day: date) -> str | None:
        """None once they had a meeting, and once nobody waits for them any more."""
        if self.met and self.met <= day:
            return None
        if self.answered and self.answered <= day < self.answered + WAITED_FOR:
            return ANSWERED
        if self.ended and self.ended <= day:
            return ENDED if day < self.ended + WAITED_FOR else None
        done = [step for performed, step in self.performed if performed <= day]
        return done[-1] if done else START

    def stays(self) -> Iterator[Stay]:
        """One after the other."""
        staged = [(day, self.stage_on(day)) for day in self._days()]
        changes = [staged[0], *(new for old, new in pairwise(staged) if new[1] != old[1])]
        untils = [*(since for since, _ in changes[1:]), None]
        for (since, stage), until in zip(changes, untils, strict=True):
            if stage is not None:
                yield Stay(self.cadence, stage, since, until, self.met)

    def _days(self) -> list[date]:
        """All on which the stage may be another one than the day before."""
        turns = (self.answered, self.ended)
        over = (day + WAITED_FOR for day in turns if day)
        given = (*turns, *over, self.met, *(day for day, _ in self.performed))
        return sorted({self.came, *(day for day in given if day and day > self.came)})


def stays_of(
    state: Enrollment, tally: Tally, events: Sequence[Event], enrolled_at: datetime
) -> Mapping[date, Stay]:
    """By the day on which each began."""
    course = _course(state, tally, events, _day(enrolled_at))
    return {stay.since: stay for stay in course.stays()}


def _course(state: Enrollment, tally: Tally, events: Sequence[Event], came: date) -> Course:
    return Course(
        tally.cadence,
        came,
        tuple((_day(at), step) for at, step in performed_in(state)),
        _first(events, Outcome.POSITIVE),
        _day(tally.ended_at) if state.is_ended and tally.ended_at else None,
        _first(events, Outcome.MEETING),
    )


def _first(events: Sequence[Event], outcome: Outcome) -> date | None:
    return next((_day(one.at) for one in events if one.mark & HOPED_FOR[outcome]), None)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()

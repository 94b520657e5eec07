"""Meetings to come, from where everybody stands and what became of those who stood there before.

Belongs here: places, the weeks that have passed, and which of them a forecast may use. The sums
are `statistics.forecasts`. Who will be enrolled later is not foreseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.statistics.counts import Count
from domain.statistics.forecasts import Expected, expected
from domain.statistics.trails import Outcome, Trail

WEEK = timedelta(weeks=1)
# How far back weeks are learnt from, and how long somebody is still waited for after an answer or
# an end.
LEARNT_WEEKS = 12
WAITED_FOR = timedelta(weeks=6)
TESTED_WEEKS = 8
# How far back somebody may have been enrolled who counts.
REMEMBERED = timedelta(weeks=78)


@dataclass(frozen=True)
class Place:
    """The cadence, and in it the last step that was performed, or `start`, `answered`, `ended`."""

    cadence: str
    stage: str


@dataclass(frozen=True)
class Span:
    """From the beginning of one week ahead to the end of another; the next is (0, 1)."""

    start: int
    end: int


@dataclass(frozen=True)
class Moment:
    """How many stood where at an instant, and how many of them met in each span after it."""

    at: datetime
    standing: Mapping[Place, int]
    met: Mapping[Span, Mapping[Place, int]]


@dataclass(frozen=True)
class Coming:
    """What is expected from `since` to before `until`; `came` is known of a back-test."""

    since: datetime
    until: datetime
    expected: Expected
    came: int | None = None

    @property
    def is_inside(self) -> bool:
        """Whether what came lies in the interval."""
        return self.came is not None and self.expected.low <= self.came <= self.expected.high


@dataclass(frozen=True)
class Forecast:
    """Week by week, and all of them together; `tested` is the same for weeks that have passed.

    It rests on `meetings` that those had who were learnt from.
    """

    weeks: tuple[Coming, ...]
    total: Coming
    tested: tuple[Coming, ...]
    meetings: int


def forecast(trails: Sequence[Trail], now: datetime, weeks: int) -> Forecast:
    """What comes of those who stand somewhere now, in so many weeks."""
    spans = (*(Span(n, n + 1) for n in range(weeks)), Span(0, weeks))
    moments = [
        _moment(trails, now - back * WEEK, spans)
        for back in range(LEARNT_WEEKS + max(weeks, TESTED_WEEKS) + 1)
    ]
    *ahead, total = (_coming(moments, 0, span) for span in spans)
    tested = [
        _coming(moments, back, spans[0])
        for back in range(TESTED_WEEKS, 0, -1)
        if any(moments[back].standing)
    ]
    learnt = _learnt(moments, 0, spans[0])
    meetings = sum(count.hits for count in learnt.values())
    return Forecast(tuple(ahead), total, tuple(tested), meetings)


def place_at(trail: Trail, at: datetime) -> Place | None:
    """Where somebody stood; None before and after all, and once they had a meeting."""
    stage = _stage_at(trail, at)
    return Place(trail.cadence, stage) if stage else None


def _stage_at(trail: Trail, at: datetime) -> str | None:
    if trail.enrolled_at > at or _came(trail, Outcome.MEETING, at):
        return None
    answered = _came(trail, Outcome.POSITIVE, at)
    if answered and at < answered + WAITED_FOR:
        return "answered"
    if trail.ended_at is not None and trail.ended_at <= at:
        return "ended" if at < trail.ended_at + WAITED_FOR else None
    performed = [touch.step for touch in trail.performed if touch.at <= at]
    return performed[-1] if performed else "start"


def _came(trail: Trail, outcome: Outcome, at: datetime) -> datetime | None:
    """When it came first, if by then."""
    came = trail.first(outcome, after=trail.enrolled_at)
    return came if came is not None and came <= at else None


def _moment(trails: Iterable[Trail], at: datetime, spans: Iterable[Span]) -> Moment:
    standing: Counter[Place] = Counter()
    met: dict[Span, Counter[Place]] = {span: Counter() for span in spans}
    for trail in trails:
        place = place_at(trail, at)
        if place is None:
            continue
        standing[place] += 1
        meeting = trail.first(Outcome.MEETING, after=at)
        for span in _spans_of(meeting, at, met):
            met[span][place] += 1
    return Moment(at, standing, met)


def _spans_of(meeting: datetime | None, at: datetime, spans: Iterable[Span]) -> Iterator[Span]:
    if meeting is not None:
        ahead = (meeting - at) / WEEK
        yield from (span for span in spans if span.start <= ahead < span.end)


def _coming(moments: Sequence[Moment], back: int, span: Span) -> Coming:
    """As it would have been foretold so many weeks back, with nothing known that came after."""
    moment = moments[back]
    found = expected(_learnt(moments, back, span), moment.standing)
    came = sum(moment.met[span].values()) if back >= span.end else None
    return Coming(moment.at + span.start * WEEK, moment.at + span.end * WEEK, found, came)


def _learnt(moments: Sequence[Moment], back: int, span: Span) -> Mapping[Place, Count]:
    """What became of those who stood somewhere so long ago that the span was over by then."""
    learnt: dict[Place, Count] = {}
    for moment in moments[back + span.end : back + span.end + LEARNT_WEEKS]:
        for place, people in moment.standing.items():
            here = Count(people, moment.met[span][place])
            learnt[place] = learnt.get(place, Count(0, 0)) + here
    return learnt

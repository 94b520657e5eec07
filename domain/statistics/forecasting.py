"""Meetings to come, from where everybody stands and what became of those who stood there before.

Belongs here: places, the weeks that have passed, and which of them a forecast may use. The sums
are `statistics.forecasts`. Who will be enrolled later is not foreseen. Days are whole ones in UTC:
a forecast knows all of today, and its first week begins tomorrow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.analytics.stays import Stood
from domain.statistics.counts import Count
from domain.statistics.forecasts import Expected, expected

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
# How many weeks are learnt from, and how many that have passed are foretold once more.
LEARNT_WEEKS = 12
TESTED_WEEKS = 8
# Fewer meetings than this are no past to learn from.
FEWEST_MEETINGS = 10


@dataclass(frozen=True)
class Place:
    """The cadence, and in it a stage as `analytics.stays` has them."""

    cadence: str
    stage: str


@dataclass(frozen=True)
class Span:
    """From the beginning of one week ahead to the end of another; the next is (0, 1)."""

    start: int
    end: int


@dataclass(frozen=True)
class Moment:
    """How many stood where at the end of a day, and how many of them met in each span after it."""

    day: date
    standing: Mapping[Place, int]
    met: Mapping[Span, Mapping[Place, int]]


@dataclass(frozen=True)
class Coming:
    """What is expected from `since` to `until`, both included; `came` is known of a back-test."""

    since: date
    until: date
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


def sheet_of(found: Forecast) -> Iterator[Sequence[str]]:
    """The weeks as the rows of a CSV, those that have passed first; `came` of these alone."""
    yield "since", "until", "expected", "low", "high", "came"
    for week in (*found.tested, *found.weeks):
        expected_ = week.expected
        yield (
            *(week.since.isoformat(), week.until.isoformat()),
            *(f"{expected_.mean:.1f}", str(expected_.low), str(expected_.high)),
            "" if week.came is None else str(week.came),
        )


def looked_back(weeks: int) -> timedelta:
    """How far a forecast of so many weeks looks back."""
    return (LEARNT_WEEKS + max(weeks, TESTED_WEEKS)) * WEEK


def forecast(stood: Sequence[Stood], today: date, weeks: int) -> Forecast:
    """What comes of those who stand somewhere now, in so many weeks."""
    spans = (*(Span(n, n + 1) for n in range(weeks)), Span(0, weeks))
    moments = _moments(stood, today, looked_back(weeks) // WEEK, spans)
    *ahead, total = (_coming(moments, 0, span) for span in spans)
    tested = [
        _coming(moments, back, spans[0])
        for back in range(TESTED_WEEKS, 0, -1)
        if any(moments[back].standing)
    ]
    learnt = _learnt(moments, 0, spans[0])
    meetings = sum(count.hits for count in learnt.values())
    return Forecast(tuple(ahead), total, tuple(tested), meetings)


def _moments(
    stood: Iterable[Stood], today: date, weeks: int, spans: Sequence[Span]
) -> list[Moment]:
    """Today, a week ago, and so on."""
    standing: list[Counter[Place]] = [Counter() for _ in range(weeks + 1)]
    met: list[dict[Span, Counter[Place]]] = [
        {span: Counter() for span in spans} for _ in range(weeks + 1)
    ]
    for stay in stood:
        place = Place(stay.cadence, stay.stage)
        for back in _weeks_of(stay, today, weeks):
            standing[back][place] += stay.count
            for span in _spans_of(stay.met_on, today - back * WEEK, met[back]):
                met[back][span][place] += stay.count
    return [Moment(today - back * WEEK, standing[back], met[back]) for back in range(weeks + 1)]


def _weeks_of(stay: Stood, today: date, weeks: int) -> range:
    """How many weeks ago they stood there, each number for which they did."""
    last = (today - stay.since).days // 7
    first = 0 if stay.until is None else max(0, (today - stay.until).days // 7 + 1)
    return range(first, min(last, weeks) + 1)


def _spans_of(met_on: date | None, day: date, spans: Iterable[Span]) -> list[Span]:
    if met_on is None:
        return []
    ahead = (met_on - day - DAY) // WEEK
    return [span for span in spans if span.start <= ahead < span.end]


def _coming(moments: Sequence[Moment], back: int, span: Span) -> Coming:
    """As it would have been foretold so many weeks back, with nothing known that came after."""
    moment = moments[back]
    found = expected(_learnt(moments, back, span), moment.standing)
    came = sum(moment.met[span].values()) if back >= span.end else None
    since = moment.day + span.start * WEEK + DAY
    return Coming(since, moment.day + span.end * WEEK, found, came)


def _learnt(moments: Sequence[Moment], back: int, span: Span) -> Mapping[Place, Count]:
    """What became of those who stood somewhere so long ago that the span was over by then."""
    learnt: dict[Place, Count] = {}
    for moment in moments[back + span.end : back + span.end + LEARNT_WEEKS]:
        for place, people in moment.standing.items():
            here = Count(people, moment.met[span][place])
            learnt[place] = learnt.get(place, Count(0, 0)) + here
    return learnt

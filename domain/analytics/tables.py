"""Groups to tables: a row a part, a total that the rows add up to, and rates that say of what.

A rate of few is no rate: below `SMALLEST` there is the count alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.analytics.marks import Fate
from domain.analytics.measures import Measure
from domain.analytics.questions import Group, Value
from domain.statistics.counts import Count
from domain.statistics.intervals import Interval, wilson

SMALLEST = 30


@dataclass(frozen=True)
class Line:
    """A row: its part and its counts, by the names of the measures."""

    part: tuple[Value, ...]
    counts: Mapping[str, int]

    def rate(self, measure: str, of: str) -> float | None:
        """The share, None where it is of too few to say anything."""
        count = self._count(measure, of)
        return None if count.tried < SMALLEST else count.rate

    def interval(self, measure: str, of: str) -> Interval | None:
        """Where the true share lies, for 95 % sure; None as for the rate."""
        count = self._count(measure, of)
        return None if count.tried < SMALLEST else wilson(count)

    def _count(self, measure: str, of: str) -> Count:
        return Count(self.counts[of], self.counts[measure])


@dataclass(frozen=True)
class Table:
    """The lines of one report; every rate in it is of the measure `of`."""

    by: tuple[str, ...]
    of: str
    measures: tuple[Measure, ...]
    lines: tuple[Line, ...]
    total: Line

    @property
    def rated(self) -> tuple[Measure, ...]:
        """The measures that are a share of `of`: what came of it."""
        return tuple(measure for measure in self.measures if measure.is_share)


def table_of(
    groups: Iterable[Group],
    by: tuple[str, ...],
    of: str,
    measures: Sequence[Measure],
    window: int,
) -> Table:
    """The groups by their parts; an outcome counts within so many days of its touch."""
    counted: dict[tuple[Value, ...], dict[str, int]] = {}
    zeros = dict.fromkeys((measure.name for measure in measures), 0)
    total = {**zeros}
    # Few kinds of touches make many groups.
    counting: dict[tuple[str | None, int, int | None], list[str]] = {}
    for group in groups:
        line = counted.setdefault(group.parts, {**zeros})
        kind = group.fate, group.marks, group.lag_days
        if (names := counting.get(kind)) is None:
            names = counting[kind] = _counting(measures, group, window)
        for name in names:
            line[name] += group.count
            total[name] += group.count
    lines = (Line(part, counts) for part, counts in counted.items())
    ordered = tuple(sorted(lines, key=lambda line: [_rank(value) for value in line.part]))
    return Table(by, of, tuple(measures), ordered, Line((), total))


def _counting(measures: Sequence[Measure], group: Group, window: int) -> list[str]:
    fate = Fate(group.fate) if group.fate else None
    return [m.name for m in measures if m.counts(fate, group.marks, group.lag_days, window)]


def _rank(value: Value) -> tuple[int, int, str]:
    """Numbers by their size, words by their letters, and what has none at the end."""
    match value:
        case None:
            return (2, 0, "")
        case int():
            return (0, value, "")
        case date():
            return (1, 0, value.isoformat())
        case str():
            return (1, 0, value)

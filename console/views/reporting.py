"""A report as the pages show it: what was asked for, its lines with their links, its heat."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from console.asked import LONGEST_PLACE, LONGEST_SEARCH
from console.room import Room
from console.views.rendering import page
from domain.analytics.asking import Question, day_of, question_of, where_of
from domain.analytics.measures import MEASURES
from domain.analytics.parts import WEEKDAYS, said
from domain.analytics.tables import Line, Table
from domain.analytics.writing import label_of, range_of
from domain.statistics.intervals import Interval

MOST_PARTS = 10
# How strong the colour of a cell of the heat map can be.
LEVELS = 5

# What leaders look at, each a report parted in one way.
VIEWS = (
    ("touches", "cadence", "Cadences"),
    ("touches", "step", "Steps"),
    ("touches", "rep", "Reps"),
    ("funnel", "cadence", "Funnel"),
    ("cohorts", "week", "Cohorts"),
    ("hours", "weekday-hour", "Hours"),
    ("pace", "touches", "Pace"),
)
STATISTICS = (
    ("/analytics/experiments", "Experiments"),
    ("/analytics/forecast", "Forecast"),
    ("/analytics/findings", "Findings"),
)


def report_page(
    request: Request,
    template: str,
    **values: Any,  # noqa: ANN401 -- whatever the template shows
) -> HTMLResponse:
    """A page with the way to all others that leaders look at."""
    return page(request, template, views=VIEWS, statistics=STATISTICS, **values)


class Filters(BaseModel):
    """What an address asks a report for."""

    by: str = Field("", max_length=LONGEST_SEARCH)
    cadence: str = Field("", max_length=LONGEST_SEARCH)
    since: str = Field("", max_length=LONGEST_SEARCH)
    until: str = Field("", max_length=LONGEST_SEARCH)
    within: int = Field(0, ge=0, le=365)
    where: list[str] = Field([], max_length=MOST_PARTS)
    measure: str = Field("", max_length=LONGEST_SEARCH)
    ink: str = Field("", max_length=LONGEST_SEARCH)
    place: str = Field("", max_length=LONGEST_PLACE)

    def question(self, report: str, room: Room) -> Question:
        """What is asked. Raises `InvalidQuestion`."""
        cadence = {"cadence": self.cadence} if self.cadence else {}
        return question_of(
            report,
            self.by,
            {**where_of(self.where), **cadence},
            (day_of("since", self.since), day_of("until", self.until)),
            today=room.now().date(),
            window=self.within or room.attribution_days,
        )

    def address(self, **more: object) -> str:
        """The part of an address after the question mark that asks the same, and more."""
        kept = self.model_dump(include={"by", "cadence", "since", "until", "within", "where"})
        given = {name: value for name, value in {**kept, **more}.items() if value}
        return urlencode(given, doseq=True)


@dataclass(frozen=True)
class Cell:
    """A number, its share and where that lies, if any, and the address of those behind it."""

    words: str
    count: int
    rate: float | None
    interval: Interval | None
    href: str

    @property
    def text(self) -> str:
        return f"{self.count:,}"

    @property
    def share(self) -> str:
        return "" if self.rate is None else f"{self.rate:.1%}"

    @property
    def range(self) -> str:
        return "" if self.interval is None else range_of(self.interval)


@dataclass(frozen=True)
class Shown:
    """A line as it is shown."""

    label: str
    cells: tuple[Cell, ...]


def lines_of(question: Question, table: Table, filters: Filters) -> tuple[Shown, ...]:
    """The lines, the total last."""
    return tuple(_shown(question, table, line, filters) for line in (*table.lines, table.total))


def _shown(question: Question, table: Table, line: Line, filters: Filters) -> Shown:
    rated = {measure.name for measure in table.rated}
    path = f"/analytics/{quote(question.report.name)}/people"
    parts = [f"{n}={said(n, v)}" for n, v in zip(table.by, line.part, strict=False)]
    cells = tuple(
        Cell(
            words=MEASURES[name].words,
            count=line.counts[name],
            rate=line.rate(name, table.of) if name in rated else None,
            interval=line.interval(name, table.of) if name in rated else None,
            href=f"{path}?{filters.address(measure=name, where=[*filters.where, *parts])}",
        )
        for name in question.report.shown
    )
    return Shown(label_of(table, line), cells)


@dataclass(frozen=True)
class Heat:
    """A weekday of the heat map: a cell an hour, with how strong its colour is."""

    day: str
    cells: tuple[tuple[Cell, int] | None, ...]


@dataclass(frozen=True)
class HeatMap:
    """Shares of replies by weekday and hour; `hours` are those in which anything went out."""

    hours: tuple[int, ...]
    rows: tuple[Heat, ...] = field(default=())


def heat_of(question: Question, table: Table, filters: Filters) -> HeatMap:
    """The map of a report that is parted by weekday and hour."""
    by_moment = {line.part: line for line in table.lines}
    hours = sorted({hour for _, hour in by_moment if isinstance(hour, int)})
    highest = max((rate for line in table.lines if (rate := _rate(line))), default=0.0)

    def cell(day: int, hour: int) -> tuple[Cell, int] | None:
        line = by_moment.get((day, hour))
        if line is None:
            return None
        shown = _shown(question, table, line, filters).cells[1]
        return shown, _level(_rate(line), highest)

    days = sorted({day for day, _ in by_moment if isinstance(day, int)})
    rows = (Heat(WEEKDAYS[day], tuple(cell(day, hour) for hour in hours)) for day in days)
    return HeatMap(tuple(hours), tuple(rows))


def _rate(line: Line) -> float | None:
    return line.rate("replied", "delivered")


def _level(rate: float | None, highest: float) -> int:
    return 0 if not rate else max(1, round(rate / highest * LEVELS))

"""A question as people write it: on a command line, or in the address of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from domain.analytics.measures import MEASURES, Measure
from domain.analytics.parts import value_of
from domain.analytics.questions import PACES, PERSON_PARTS, TOUCH_PARTS, WINDOW, Slice, Value
from domain.analytics.reports import COLUMNS, COLUMNS_OF_PEOPLE, REPORTS, Report
from domain.errors import DrumbeatError


class InvalidQuestion(DrumbeatError):
    """No report answers this."""


@dataclass(frozen=True)
class Question:
    """A report, how it is parted, of which slice, and how long after a touch an outcome counts."""

    report: Report
    by: str
    of: Slice
    window: int = WINDOW

    @property
    def columns(self) -> tuple[str, ...]:
        """The parts of each line."""
        known = COLUMNS if self.report.is_of_touches else COLUMNS_OF_PEOPLE
        return known.get(self.by, (self.by,))


def question_of(
    report: str,
    by: str,
    where: Mapping[str, str],
    days: tuple[date | None, date | None],
    *,
    today: date,
    window: int = WINDOW,
) -> Question:
    """The question; without `by` the report is parted in its own way.

    Raises `InvalidQuestion`, which says what would be right.
    """
    asked = REPORTS[_known("report", report, tuple(REPORTS))]
    parted = _known("--by", by, asked.parts) if by else asked.by
    of = Slice(today, *days, where={name: (_value(asked, name, t),) for name, t in where.items()})
    return Question(asked, parted, of, window)


def measure_of(name: str, report: Report) -> Measure:
    """The measure of this name that the report has. Raises `InvalidQuestion`."""
    return MEASURES[_known("number", name, tuple(each.name for each in report.measures))]


def where_of(given: Iterable[str]) -> dict[str, str]:
    """The values of parts, each written as PART=VALUE. Raises `InvalidQuestion`."""
    parts = dict(each.partition("=")[::2] for each in given)
    for name, value in parts.items():
        if not value:
            raise InvalidQuestion(f"part: {name[:40]!r} has no value; write it as channel=email")
    return parts


def day_of(name: str, text: str) -> date | None:
    """A day, none where nothing is said. Raises `InvalidQuestion`."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidQuestion(f"{name}: {text[:40]!r} is no day; write it as 2026-12-01") from None


def _value(report: Report, name: str, text: str) -> Value:
    known = TOUCH_PARTS if report.is_of_touches else (*PERSON_PARTS, *PACES)
    try:
        return value_of(_known("part", name, known), text)
    except ValueError:
        raise InvalidQuestion(f"{name}={text!r} is no {name}") from None


def _known(what: str, given: str, known: tuple[str, ...]) -> str:
    if given in known:
        return given
    near = get_close_matches(given, known, n=1)
    instead = f"did you mean {near[0]}?" if near else f"use one of {', '.join(known)}"
    raise InvalidQuestion(f"{what}: {given[:40]!r} is not known here; {instead}")

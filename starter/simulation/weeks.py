"""Weeks as rows and days as columns: the calendar that a simulation is drawn on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from starter.simulation.markup import Child, Markup, element

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK = timedelta(weeks=1)


class Day(NamedTuple):
    """What stands in one field: the holiday's name, if it is one, and what happens."""

    holiday: str | None
    content: Child


class Sheet(NamedTuple):
    """A calendar: its caption, the weekdays that count (0 is Monday), and its days."""

    caption: str
    weekdays: frozenset[int]
    day: Callable[[date], Day]


def calendar_sheet(sheet: Sheet, busy: Sequence[date]) -> Markup:
    """The weeks from the first to the last of the busy days; several idle ones are one row."""
    head = element("tr", element("th", "Week of", scope="col"), _day_names(sheet))
    table = element(
        "table",
        element("caption", sheet.caption),
        element("thead", head),
        element("tbody", _rows(sheet, busy)),
        class_="calendar",
    )
    # On a narrow screen the keyboard, too, has to reach what lies to the right.
    return element(
        "div", table, class_="wide", tabindex="0", role="region", aria_label=sheet.caption
    )


def _day_names(sheet: Sheet) -> Iterator[Markup]:
    for number, name in enumerate(DAYS):
        is_off = None if number in sheet.weekdays else "off"
        yield element("th", name, scope="col", class_=is_off)


def _rows(sheet: Sheet, busy: Sequence[date]) -> Iterator[Markup]:
    mondays = sorted({day - timedelta(days=day.weekday()) for day in busy})
    before: date | None = None
    for monday in mondays:
        yield from _between(sheet, before, monday)
        yield _week(sheet, monday)
        before = monday


def _between(sheet: Sheet, before: date | None, monday: date) -> Iterator[Markup]:
    """The idle weeks before this one: itself where it is one, a remark where they are more."""
    idle = (monday - before) // WEEK - 1 if before else 0
    if idle == 1:
        yield _week(sheet, monday - WEEK)
    elif idle > 1:
        yield element(
            "tr", element("td", f"{idle} weeks without a touch", colspan="8"), class_="gap"
        )


def _week(sheet: Sheet, monday: date) -> Markup:
    days = (monday + timedelta(days=number) for number in range(7))
    head = element("th", _time(monday, f"{monday.day} {monday:%b %Y}"), scope="row")
    return element("tr", head, (_field(sheet, day) for day in days))


def _field(sheet: Sheet, day: date) -> Markup:
    """One day; shaded where it does not count, with the name of its holiday."""
    told = sheet.day(day)
    classes = {"off": day.weekday() not in sheet.weekdays, "holiday": told.holiday is not None}
    holiday = [element("p", told.holiday, class_="name")] if told.holiday else []
    return element(
        "td",
        _time(day, f"{day.day} {day:%b}" if day.day == 1 else f"{day.day}", class_="date"),
        holiday,
        told.content,
        class_=_classes(classes),
    )


def _classes(claims: Mapping[str, bool]) -> str | None:
    return " ".join(name for name, is_so in claims.items() if is_so) or None


def _time(day: date, words: str, class_: str | None = None) -> Markup:
    return element("time", words, datetime=day.isoformat(), class_=class_)

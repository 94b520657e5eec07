"""Adds up the rows that reports are made of: alike ones as one, parted as was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, func, or_, select

from domain.analytics.marks import DUE, Fate
from domain.analytics.measures import Measure
from domain.analytics.questions import Group, Slice, Value
from ledger.pages.behind import page_behind
from ledger.pages.keyset import Page
from ledger.records import Counted
from ledger.rules.counting import PERSON_COLUMNS
from ledger.schema import person_outcomes, touch_outcomes
from ledger.schema.analytics import (
    BY_COUNTRY,
    BY_HOUR,
    BY_SENDER,
    BY_STEP,
    BY_WEEK,
    COUNTED,
)

# The parts that each index has together.
FAMILIES = (BY_STEP, BY_HOUR, BY_SENDER, BY_COUNTRY, BY_WEEK)


def touch_groups(connection: Connection, of: Slice, by: Sequence[str]) -> tuple[Group, ...]:
    """`Counters.touch_groups`."""
    query = _grouped(touch_outcomes, (*_in_order(by, of.where), *COUNTED[:-1]))
    query = query.where(*_touches_of(of))
    rows = connection.execute(query).mappings()
    return tuple(
        Group(_parts(row, by), row["many"], row["marks"], row["fate"], row["lag_days"])
        for row in rows
    )


def person_groups(connection: Connection, of: Slice, by: Sequence[str]) -> tuple[Group, ...]:
    """`Counters.person_groups`."""
    names = [PERSON_COLUMNS.get(name, name) for name in by]
    query = _grouped(person_outcomes, (*names, "marks")).where(*_people_of(of))
    rows = connection.execute(query).mappings()
    return tuple(Group(_parts(row, names), row["many"], row["marks"]) for row in rows)


def behind(
    connection: Connection, measure: Measure, of: Slice, window: int, place: str | None
) -> Page[Counted]:
    """`Counters.behind`."""
    table = touch_outcomes if measure.is_of_touches else person_outcomes
    sliced = _touches_of(of) if measure.is_of_touches else _people_of(of)
    return page_behind(connection, table, [*sliced, *_counted_by(table, measure, window)], place)


def _grouped(table: Table, columns: Sequence[str]) -> Select[Any]:
    """In the order of an index, so that the database counts as it reads and sorts nothing."""
    grouped = [table.c[name] for name in columns]
    return select(*grouped, func.count().label("many")).group_by(*grouped)


def _in_order(by: Iterable[str], where: Iterable[str]) -> tuple[str, ...]:
    """The columns of the first index that has all that is asked; else those parted by alone."""
    parted = set(by)
    asked = parted | {*where}
    return next((family for family in FAMILIES if asked <= {*family}), tuple(sorted(parted)))


def _parts(row: RowMapping, names: Sequence[str]) -> tuple[Value, ...]:
    return tuple(row[name] for name in names)


def _touches_of(of: Slice) -> Iterator[ColumnElement[bool]]:
    """The touches that are due: one that has not begun is, once its day has come."""
    fate, day = touch_outcomes.c.fate, touch_outcomes.c.day
    yield fate.in_([due.value for due in DUE])
    yield or_(fate != Fate.WAITING.value, day <= of.today)
    yield from _where(touch_outcomes, of)


def _people_of(of: Slice) -> Iterator[ColumnElement[bool]]:
    yield from _where(person_outcomes, of)


def _where(table: Table, of: Slice) -> Iterator[ColumnElement[bool]]:
    if of.since:
        yield table.c.day >= of.since
    if of.until:
        yield table.c.day <= of.until
    for name, values in of.where.items():
        column = name if name in table.c else PERSON_COLUMNS[name]
        yield _is_among(table.c[column], values)


def _is_among(column: ColumnElement[Any], values: Sequence[Value]) -> ColumnElement[bool]:
    known = [value for value in values if value is not None]
    is_known = column.in_(known)
    return or_(is_known, column.is_(None)) if None in values else is_known


def _counted_by(table: Table, measure: Measure, window: int) -> Iterator[ColumnElement[bool]]:
    """`Measure.counts` as the database says it."""
    if measure.fates:
        yield table.c.fate.in_([fate.value for fate in measure.fates])
    if measure.marks:
        yield table.c.marks.bitwise_and(int(measure.marks)) != 0
    if measure.is_late:
        yield table.c.lag_days > window
    elif measure.is_attributed:
        yield or_(table.c.lag_days.is_(None), table.c.lag_days <= window)

"""Writes what follows from facts; rebuilds it from nothing; finds where the two differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from domain.facts import Fact, fact_from_json
from ledger.dialects import Insert, insert_or_replace, lock_table
from ledger.folding import Fold, Projection, Row, enrollment_columns, projection_of
from ledger.schema import ORIGINAL, PROJECTED, enrollments, facts, tasks, touches

PAGE = 500

_UPDATE_ENROLLMENT = (
    update(enrollments)
    .where(enrollments.c.id == bindparam("enrollment"))
    .values({column: bindparam(column) for column in PROJECTED})
)
_UPDATE_ORIGIN = (
    update(enrollments)
    .where(enrollments.c.id == bindparam("enrollment"))
    .values({column: bindparam(column) for column in ORIGINAL})
)


def _continue_touch(insert: Insert, new: dict[str, ColumnElement[Any]]) -> None:
    """It keeps its place in the order, and the reason for its plan until the next plan."""
    del new["first_seq"]
    is_planned = insert.excluded.why.is_not(None)
    for name in ("why", "variant"):
        new[name] = case((is_planned, insert.excluded[name]), else_=touches.c[name])


def _continue_task(insert: Insert, new: dict[str, ColumnElement[Any]]) -> None:
    """What only some facts say of it stays; a fold of an earlier Drumbeat knows no due time."""
    for name in ("due_at", "owner", "escalates_at", "escalated_at"):
        new[name] = func.coalesce(insert.excluded[name], tasks.c[name])


_PUT_TOUCH = insert_or_replace(touches, _continue_touch)
_PUT_TASK = insert_or_replace(tasks, _continue_task)


def store(connection: Connection, enrollment_id: str, projection: Projection) -> None:
    """Write the rows that changed."""
    columns = enrollment_columns(projection.fold)
    connection.execute(_UPDATE_ENROLLMENT, {**columns, "enrollment": enrollment_id})
    if changed := _rows(enrollment_id, projection.touches):
        connection.execute(_PUT_TOUCH.on(connection), changed)
    if changed := _rows(enrollment_id, projection.tasks):
        connection.execute(_PUT_TASK.on(connection), changed)


def rebuild(connection: Connection) -> int:
    """Empty every projection and fold it anew from the facts; the number of enrollments."""
    lock_table(connection, enrollments, "EXCLUSIVE")
    connection.execute(delete(touches))
    connection.execute(delete(tasks))
    # None is open for a moment, so that no order of refilling breaks "one open at a time".
    connection.execute(
        update(enrollments).values(**{**enrollment_columns(Fold()), "is_open": False})
    )
    count = 0
    for page in _pages(connection):
        _refill(connection, page)
        count += len(page)
    return count


def differences(connection: Connection) -> tuple[str, ...]:
    """Where stored rows are not what the facts give, one line each; empty if all is well."""
    return tuple(
        line for page in _pages(connection) for line in _page_differences(connection, page)
    )


def _refill(connection: Connection, page: Sequence[str]) -> None:
    folded = _folded(connection, page)
    updates = [{**enrollment_columns(p.fold), "enrollment": key} for key, p in folded.items()]
    origins = [{**p.origin, "enrollment": key} for key, p in folded.items() if p.origin]
    new_touches = [row for key, p in folded.items() for row in _rows(key, p.touches)]
    new_tasks = [row for key, p in folded.items() for row in _rows(key, p.tasks)]
    connection.execute(_UPDATE_ENROLLMENT, updates)
    if origins:
        connection.execute(_UPDATE_ORIGIN, origins)
    if new_touches:
        connection.execute(insert(touches), new_touches)
    if new_tasks:
        connection.execute(insert(tasks), new_tasks)


def _page_differences(connection: Connection, page: Sequence[str]) -> Iterator[str]:
    folded = _folded(connection, page)
    yield from _gaps(connection, page)
    told = (*ORIGINAL, *PROJECTED)
    stored = select(enrollments.c.id, *(enrollments.c[column] for column in told))
    for row in connection.execute(stored.where(enrollments.c.id.in_(page))).mappings():
        theirs = folded[row["id"]]
        expected = {**theirs.origin, **enrollment_columns(theirs.fold)}
        yield from _row_differences(f"enrollment {row['id']}", dict(row), expected)
    for table in (touches, tasks):
        wanted = {
            (key, step): row
            for key, p in folded.items()
            for step, row in (p.touches if table is touches else p.tasks).items()
        }
        found = connection.execute(select(table).where(table.c.enrollment_id.in_(page))).mappings()
        there = {(row["enrollment_id"], row["step"]): dict(row) for row in found}
        for key in sorted(wanted.keys() | there.keys()):
            name = f"{table.name} {key[0]}.{key[1]}"
            yield from _row_differences(name, there.get(key), wanted.get(key))


def _row_differences(name: str, stored: Row | None, expected: Row | None) -> Iterator[str]:
    if stored is None or expected is None:
        yield f"{name}: {'missing' if stored is None else 'the facts know nothing of it'}"
        return
    for column, value in expected.items():
        if stored[column] != value:
            yield f"{name}: {column} is {stored[column]!s}, the facts say {value!s}"


def _gaps(connection: Connection, page: Sequence[str]) -> Iterator[str]:
    """Facts are numbered 1, 2, 3 …; a missing number is a lost fact."""
    counted = (
        select(facts.c.enrollment_id, func.count(), func.max(facts.c.seq))
        .where(facts.c.enrollment_id.in_(page))
        .group_by(facts.c.enrollment_id)
    )
    for enrollment_id, count, last in connection.execute(counted):
        if count != last:
            yield f"enrollment {enrollment_id}: {count} facts, the last is number {last}"


def _folded(connection: Connection, page: Sequence[str]) -> dict[str, Projection]:
    """Every enrollment of the page, folded from its facts."""
    by_enrollment: dict[str, list[Fact]] = {enrollment_id: [] for enrollment_id in page}
    found = select(facts.c.enrollment_id, facts.c.body).where(facts.c.enrollment_id.in_(page))
    for enrollment_id, body in connection.execute(found.order_by(facts.c.seq)):
        by_enrollment[enrollment_id].append(fact_from_json(body))
    return {key: projection_of(theirs) for key, theirs in by_enrollment.items()}


def _pages(connection: Connection) -> Iterator[Sequence[str]]:
    """The ids of all enrollments, some hundreds at a time, in the database's own order."""
    after = ""
    query = select(enrollments.c.id).order_by(enrollments.c.id).limit(PAGE)
    while page := connection.scalars(query.where(enrollments.c.id > after)).all():
        yield page
        after = page[-1]


def _rows(enrollment_id: str, by_step: dict[str, Row]) -> list[Row]:
    return [{**row, "enrollment_id": enrollment_id} for row in by_step.values()]

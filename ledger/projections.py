"""Writes what follows from facts; rebuilds it from nothing; finds where the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from domain.facts import Fact, fact_from_json
from ledger.database.dialects import Insert, insert_or_replace, lock_table
from ledger.rules.counting import NOBODY, changed_rows, gone_rows
from ledger.rules.folding import Fold, Projection, Row, enrollment_columns, projection_of
from ledger.schema import (
    ORIGINAL,
    PROJECTED,
    enrollments,
    exposures,
    facts,
    person_outcomes,
    stays,
    tasks,
    touch_outcomes,
    touches,
)

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
# What reports add up.
_COUNTED = (touch_outcomes, person_outcomes, exposures, stays)
_PUT_COUNTED = {table.name: insert_or_replace(table) for table in _COUNTED}
_FORGET = {
    table.name: delete(table).where(*(key == bindparam(key.name) for key in table.primary_key))
    for table in (exposures, stays)
}
# All that hangs on an enrollment and can be written anew.
_HANGING = (touches, tasks, *_COUNTED)


def store(connection: Connection, enrollment_id: str, projection: Projection) -> None:
    """Write the rows that changed."""
    columns = enrollment_columns(projection.fold)
    connection.execute(_UPDATE_ENROLLMENT, {**columns, "enrollment": enrollment_id})
    if changed := _of(enrollment_id, projection.touches.values()):
        connection.execute(_PUT_TOUCH.on(connection), changed)
    if changed := _of(enrollment_id, projection.tasks.values()):
        connection.execute(_PUT_TASK.on(connection), changed)
    count(connection, enrollment_id, projection)


def count(connection: Connection, enrollment_id: str, projection: Projection) -> None:
    """Write the rows that reports add up, where they changed."""
    before, after = projection.before.outcomes, projection.fold.outcomes
    for name, keys in gone_rows(before, after).items():
        if keys:
            connection.execute(_FORGET[name], _of(enrollment_id, keys))
    for name, rows in changed_rows(before, after).items():
        if rows:
            connection.execute(_PUT_COUNTED[name].on(connection), _of(enrollment_id, rows))


def rebuild(connection: Connection) -> int:
    """Empty every projection and fold it anew from the facts; the number of enrollments."""
    lock_table(connection, enrollments, "EXCLUSIVE")
    for table in _HANGING:
        connection.execute(delete(table))
    # None is open for a moment, so that no order of refilling breaks "one open at a time".
    connection.execute(
        update(enrollments).values(**{**enrollment_columns(Fold()), "is_open": False})
    )
    count = 0
    for page in _pages(connection):
        _refill(connection, folded(connection, page))
        count += len(page)
    return count


def differences(connection: Connection) -> tuple[str, ...]:
    """Where stored rows are not what the facts give, one line each; empty if all is well."""
    return tuple(
        line for page in _pages(connection) for line in _page_differences(connection, page)
    )


def _refill(connection: Connection, folded: Mapping[str, Projection]) -> None:
    """Write all the rows of these enrollments, which have none beside their own."""
    connection.execute(_UPDATE_ENROLLMENT, [_enrollment_row(key, p) for key, p in folded.items()])
    if origins := [{**p.origin, "enrollment": key} for key, p in folded.items() if p.origin]:
        connection.execute(_UPDATE_ORIGIN, origins)
    fill(connection, folded)


def fill(connection: Connection, folded: Mapping[str, Projection]) -> None:
    """Write the rows that hang on these enrollments, of which there are none yet."""
    hanging = _hanging(folded)
    for table in _HANGING:
        rows = [row for each in hanging for row in each[table.name]]
        if rows:
            connection.execute(insert(table), rows)


def _enrollment_row(key: str, projection: Projection) -> Row:
    return {**enrollment_columns(projection.fold), "enrollment": key}


def _hanging(folded: Mapping[str, Projection]) -> list[Mapping[str, list[Row]]]:
    """The rows of each of these enrollments."""
    return [_rows_of(key, projection) for key, projection in folded.items()]


def _rows_of(key: str, projection: Projection) -> Mapping[str, list[Row]]:
    """The rows of the enrollment by the names of their tables."""
    by_step = {
        touches.name: projection.touches.values(),
        tasks.name: projection.tasks.values(),
    }
    counted = changed_rows(NOBODY, projection.fold.outcomes)
    return {name: _of(key, rows) for name, rows in {**by_step, **counted}.items()}


def _page_differences(connection: Connection, page: Sequence[str]) -> Iterator[str]:
    theirs = folded(connection, page)
    yield from _gaps(connection, page)
    told = (*ORIGINAL, *PROJECTED)
    stored = select(enrollments.c.id, *(enrollments.c[column] for column in told))
    for row in connection.execute(stored.where(enrollments.c.id.in_(page))).mappings():
        one = theirs[row["id"]]
        expected = {**one.origin, **enrollment_columns(one.fold)}
        yield from _row_differences(f"enrollment {row['id']}", dict(row), expected)
    hanging = _hanging(theirs)
    for table in _HANGING:
        wanted = [row for each in hanging for row in each[table.name]]
        found = (
            connection.execute(select(table).where(table.c.enrollment_id.in_(page)))
            .mappings()
            .all()
        )
        yield from _table_differences(table, _by_key(table, found), _by_key(table, wanted))


def _by_key(table: Table, rows: Iterable[RowMapping | Row]) -> dict[str, Row]:
    """The rows by the names under which differences are told."""
    names = [column.name for column in table.primary_key]
    return {".".join(str(row[name]) for name in names): dict(row) for row in rows}


def _table_differences(
    table: Table, there: Mapping[str, Row], wanted: Mapping[str, Row]
) -> Iterator[str]:
    for key in sorted(wanted.keys() | there.keys()):
        yield from _row_differences(f"{table.name} {key}", there.get(key), wanted.get(key))


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


def folded(connection: Connection, page: Sequence[str]) -> dict[str, Projection]:
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


def _of(enrollment_id: str, rows: Iterable[Row]) -> list[Row]:
    return [{**row, "enrollment_id": enrollment_id} for row in rows]

"""Makes a thousand of each: every row again and again, by the database itself.

What has to differ between two of a kind does: names, addresses and numbers. A body of a fact names
none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Table,
    Text,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from bench.crowd import PEOPLE, ROBIN
from ledger import schema
from ledger.database.engine import ledger_url, writing_engine

REPS = 40
SHARED = 250

Column = ColumnElement[Any]
Another = Callable[[Column, Column], Column]


def _named(column: Column, copy: Column) -> Column:
    return column + "-" + cast(copy, Text)


def _before(column: Column, copy: Column) -> Column:
    return cast(copy, Text) + "." + column


def _numbered(column: Column, copy: Column) -> Column:
    return column + copy * PEOPLE


def _by_some(column: Column, copy: Column) -> Column:
    """Some share it."""
    return column + "-" + cast(copy % SHARED, Text)


def _by_reps(column: Column, copy: Column) -> Column:
    """One of many reps has it, where somebody has; every so often it is Robin."""
    rep = copy % REPS
    other = "rep" + cast(rep, Text) + "@northwind.example"
    return case((column.is_(None), column), (rep == 0, literal(ROBIN)), else_=other)


_OF_ENROLLMENT: Mapping[str, Another] = {"enrollment_id": _named}
TABLES: Mapping[Table, Mapping[str, Another]] = {
    schema.prospects: {
        **dict.fromkeys(("id", "name_key", "linkedin_key", "linkedin_url"), _named),
        **dict.fromkeys(("email", "email_key"), _before),
        "account": _by_some,
    },
    schema.enrollments: {
        **dict.fromkeys(("id", "prospect_id", "workflow_id"), _named),
        "number": _numbered,
    },
    schema.facts: _OF_ENROLLMENT,
    schema.touches: _OF_ENROLLMENT,
    schema.tasks: {**_OF_ENROLLMENT, "owner": _by_reps, "completed_by": _by_reps},
    schema.briefs: _OF_ENROLLMENT,
    schema.claims: {**_OF_ENROLLMENT, "message_id": _named},
    schema.inbox: {**_OF_ENROLLMENT, "event_id": _named},
}
# Given by the table itself.
OWN = {"inbox": "id"}


def multiply(url: str, times: int) -> dict[str, int]:
    """Have so many of each in this ledger; how many enrollments and facts there are then."""
    engine = writing_engine(ledger_url(url))
    with engine.begin() as connection:
        for table, others in TABLES.items():
            _multiply(connection, table, others, times)
        counts = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (schema.enrollments, schema.facts, schema.tasks, schema.claims)
        }
    _kept_house(engine)
    engine.dispose()
    return counts


def _kept_house(engine: Engine) -> None:
    """As PostgreSQL's own housekeeping does within a minute of so large a change."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def gather(url: str, cadence: str, version: str) -> int:
    """Have everybody in this cadence, as one that is paused whole may have; how many that is."""
    engine = writing_engine(ledger_url(url))
    moved = update(schema.enrollments).values(cadence=cadence, version=version)
    with engine.begin() as connection:
        count = connection.execute(moved).rowcount
    _kept_house(engine)
    engine.dispose()
    return count


def _multiply(
    connection: Connection, table: Table, others: Mapping[str, Another], times: int
) -> None:
    copies = _numbers(times)
    copied = [column for column in table.c if column.name != OWN.get(table.name)]
    rows = [_another(others, column, copies.c.copy).label(column.name) for column in copied]
    query = select(*rows).select_from(table.join(copies, literal(value=True)))
    connection.execute(insert(table).from_select([column.name for column in copied], query))


def _another(others: Mapping[str, Another], column: Column, copy: Column) -> Column:
    another = others.get(column.key or "")
    return another(column, copy) if another else column


def _numbers(times: int) -> CTE:
    """From 1 to one less: the first of each is there."""
    numbers = select(literal(1, Integer).label("copy")).cte("copies", recursive=True)
    following = select(numbers.c.copy + 1).where(numbers.c.copy < times - 1)
    return numbers.union_all(following)

"""The little in which the SQL of SQLite and PostgreSQL differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Table, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

Insert = postgresql.Insert | sqlite.Insert


class PerDialect:
    """One statement with `ON CONFLICT`, built once for each database."""

    def __init__(self, table: Table, finish: Callable[[Insert], Executable]) -> None:
        self._statements = {
            "sqlite": finish(sqlite.insert(table)),
            "postgresql": finish(postgresql.insert(table)),
        }

    def on(self, connection: Connection) -> Executable:
        """The statement for the database of this connection."""
        return self._statements[dialect_of(connection)]


def insert_once(table: Table) -> PerDialect:
    """An insert that leaves alone what stands there."""
    return PerDialect(table, lambda insert: insert.on_conflict_do_nothing())


def insert_or_replace(
    table: Table, adjust: Callable[[Insert, dict[str, ColumnElement[Any]]], None] | None = None
) -> PerDialect:
    """An insert that replaces what stands under the same key, except where `adjust` says how."""
    keys = [column.name for column in table.primary_key]

    def finish(insert: Insert) -> Executable:
        new: dict[str, ColumnElement[Any]] = {
            c.name: insert.excluded[c.name] for c in table.c if not c.primary_key
        }
        if adjust is not None:
            adjust(insert, new)
        return insert.on_conflict_do_update(index_elements=keys, set_=new)

    return PerDialect(table, finish)


def dialect_of(connection: Connection) -> str:
    """`sqlite` or `postgresql`."""
    return connection.dialect.name


def lock_table(connection: Connection, table: Table, mode: str) -> None:
    """Keep other writers of the table out until the end of the transaction.

    On SQLite every writing transaction is alone already.
    """
    lock_tables(connection, (table,), mode)


def lock_tables(connection: Connection, tables: Iterable[Table], mode: str) -> None:
    """`lock_table` for several in one statement."""
    if dialect_of(connection) == "postgresql":
        names = ", ".join(table.name for table in tables)
        connection.execute(text(f"LOCK TABLE {names} IN {mode} MODE"))


def lock_deed(connection: Connection, deed: str) -> None:
    """Have one transaction at a time do what is so named; see `lock_table`."""
    if dialect_of(connection) == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(deed, 0))))

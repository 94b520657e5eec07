"""A ledger as another one: a backup of a SQLite file, or everything in another database."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, func, insert, inspect, select
from sqlalchemy.exc import OperationalError

from domain.errors import DrumbeatError
from ledger.database.dialects import lock_tables
from ledger.database.engine import create_folder, ledger_url, unavailable, writing_engine
from ledger.migrating import is_migrated, migrate
from ledger.records import InvalidLedgerUrl
from ledger.schema import metadata

AT_ONCE = 1000


class NotCopied(DrumbeatError):
    """The ledger was not copied; where it should have gone nothing has changed."""


def backup(url: str, file: Path) -> None:
    """Write the ledger as it stands at this moment into a new file; others go on working with it.

    Only its owner may read the file. Raises `NotCopied`, also where there is such a file, and
    `InvalidLedgerUrl` for a ledger that is no file.
    """
    parsed = ledger_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise InvalidLedgerUrl("this ledger is no file; back it up with pg_dump")
    # What was cut off in the middle must not look like a backup.
    part = file.with_name(f"{file.name}.part")
    _create(part, file)
    try:
        _write(parsed.database, part)
    except sqlite3.Error as error:
        raise NotCopied(f"{file}: {error}") from error
    else:
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def copy(url: str, there: str) -> Mapping[str, int]:
    """Copy everything into another, empty database and compare; how many rows each table has.

    One transaction, in which nobody else can write into ours. Raises `NotCopied`,
    `InvalidLedgerUrl` and `LedgerUnavailable`.
    """
    if not is_migrated(url):
        raise NotCopied("the ledger is of an older release; run `drumbeat ledger migrate` first")
    with _writing(there) as theirs:
        _refuse_used(theirs)
    migrate(there)
    with _writing(url) as ours, _writing(there) as theirs:
        lock_tables(ours, metadata.sorted_tables, "SHARE")
        _refuse_used(theirs)
        return {table.name: _copied(ours, theirs, table) for table in metadata.sorted_tables}


def _create(part: Path, file: Path) -> None:
    """An empty part of its owner's alone, for a file that is not there. Raises `NotCopied`."""
    if file.exists():
        raise NotCopied(f"{file}: is there already; give the name of a new file")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise NotCopied(f"{file}: {error.strerror}") from error


def _write(ledger: str, file: Path) -> None:
    """The ledger into an empty file. Raises `NotCopied` where it comes out damaged."""
    with closing(sqlite3.connect(ledger)) as ours, closing(sqlite3.connect(file)) as copy:
        ours.backup(copy)
        # One file and nothing beside it, whatever ours has.
        copy.execute("PRAGMA journal_mode=DELETE")
        (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    if found != "ok":
        raise NotCopied(f"{file}: is damaged: {found}")


@contextmanager
def _writing(url: str) -> Iterator[Connection]:
    """One transaction on a ledger of its own. Raises `LedgerUnavailable`."""
    parsed = ledger_url(url)
    create_folder(parsed)
    engine = writing_engine(parsed)
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        raise unavailable(error) from error
    finally:
        engine.dispose()


def _refuse_used(there: Connection) -> None:
    has = inspect(there).get_table_names()
    for table in (table for table in metadata.sorted_tables if table.name in has):
        if there.scalar(select(func.count()).select_from(table)):
            raise NotCopied(f"there are {table.name} in the other ledger; give an empty database")


def _copied(ours: Connection, theirs: Connection, table: Table) -> int:
    """Copy one table. Raises `NotCopied` where the copy is not the same."""
    for rows in ours.execute(_all_of(table)).mappings().partitions():
        theirs.execute(insert(table), [dict(row) for row in rows])
    _go_on_counting(theirs, table)
    count, written = _seal_of(ours, table)
    if (count, written) != _seal_of(theirs, table):
        raise NotCopied(f"{table.name} came out otherwise than it went in")
    return count


def _all_of(table: Table) -> Select[Any]:
    """Its rows, so many of them in memory at once."""
    return select(table).execution_options(yield_per=AT_ONCE)


def _go_on_counting(there: Connection, table: Table) -> None:
    """The next number that PostgreSQL gives comes after those that were copied."""
    column = table.autoincrement_column
    if column is None or there.dialect.name != "postgresql":
        return
    last = there.scalar(select(func.max(column)))
    if last is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        there.execute(select(func.setval(sequence, last)))


def _seal_of(connection: Connection, table: Table) -> tuple[int, int]:
    """How many rows, and a sum over their digests, which is the same in any order."""
    count = total = 0
    for rows in connection.execute(_all_of(table)).partitions():
        count += len(rows)
        for row in rows:
            total += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest()[:16], "big")
    return count, total

"""One way to run SQL: a plain function over a connection, run whole in a thread, one transaction.

SQLite has one writer a process, so writes run in one thread of their own, those that wait for it
as one transaction (see `together`); reads have a few threads on snapshots. PostgreSQL has one small
pool.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteError
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import ConnectionPoolEntry

from domain.errors import LedgerUnavailable, Unstorable
from ledger.database.together import Together
from ledger.records import InvalidLedgerUrl

# The last is what the driver says of a savepoint, past SQLAlchemy.
AWAY = (OperationalError, InterfaceError, InternalError, NoConnectionFree, SqliteError)

P = ParamSpec("P")
T = TypeVar("T")

# A local activity gives up after about 5 s; the ledger says first that it is away.
BUSY_SECONDS = 4
READERS = 3
CONNECTIONS = 8

NOT_MIGRATED = "the ledger is not migrated yet; `drumbeat ledger migrate` makes it"
# PostgreSQL's appendix A, error codes.
UNDEFINED_TABLE = "42P01"
# Of its class the driver makes operational errors; yet what has broken a limit, as an index row
# too large has, breaks it each time.
LIMIT_EXCEEDED = "54"


class Database:
    """Runs transactions.

    Raises `LedgerUnavailable` where the database cannot be reached, and `Unstorable` where it will
    never take what it was given.
    """

    def __init__(self, url: str) -> None:
        parsed = ledger_url(url)
        self._writing = writing_engine(parsed)
        self._together: Together | None = None
        if parsed.get_backend_name() == "sqlite":
            self._reading = _sqlite_engine(parsed, "BEGIN", READERS)
            self._writers, self._readers = _threads(1), _threads(READERS)
            self._together = Together(self._writers, partial(_transaction, self._writing))
        else:
            # Several statements of one reading see the same moment, as they do on SQLite.
            self._reading = self._writing.execution_options(isolation_level="REPEATABLE READ")
            self._writers = self._readers = _threads(CONNECTIONS)

    async def run(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(connection, ...)` as one writing transaction; committed when this returns."""
        if self._together is None:
            job = partial(_transaction, self._writing, work, *args, **kwargs)
            return await asyncio.get_running_loop().run_in_executor(self._writers, job)

        def write(connection: Connection) -> T:
            return _stored(work, connection, *args, **kwargs)

        return await self._together.run(write)

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work(connection, ...)` on one snapshot that writers do not wait for."""
        job = partial(_transaction, self._reading, work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._readers, job)

    async def close(self) -> None:
        """Wait for the transactions under way, then let go of every connection."""
        for threads in {self._writers, self._readers}:
            await asyncio.to_thread(threads.shutdown)
        self._writing.dispose()
        self._reading.dispose()


def ledger_url(url: str) -> URL:
    """The URL with its driver named. Raises `InvalidLedgerUrl` for one of another database."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # Nobody knows where the password stands in what cannot be read, so none of it is said.
        raise InvalidLedgerUrl from error
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            return parsed.set(drivername="sqlite+pysqlite")
        case "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
    raise InvalidLedgerUrl(
        f"DRUMBEAT_DATABASE_URL: {parsed.render_as_string()!r} is no ledger; use sqlite:///FILE or "
        "postgresql://HOST/NAME"
    )


def writing_engine(url: URL) -> Engine:
    """Connections whose transactions see no other writer's half-done work."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, "BEGIN IMMEDIATE", 1)
    return _postgres_engine(url)


def create_folder(url: URL) -> None:
    """Make the folder of a SQLite file."""
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def unavailable(error: Exception) -> LedgerUnavailable:
    """The driver's words alone: SQLAlchemy's would carry the statement and its personal data."""
    said = error.orig if isinstance(error, DBAPIError) else error
    if _has_no_tables(said):
        return LedgerUnavailable(NOT_MIGRATED)
    words = " ".join(str(said).split())
    return LedgerUnavailable(f"the ledger cannot be reached right now: {words}")


def _transaction(
    engine: Engine, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    try:
        with engine.begin() as connection:
            return _stored(work, connection, *args, **kwargs)
    except AWAY as error:
        if _is_over_a_limit(error):
            raise Unstorable from error
        raise unavailable(error) from error
    except ProgrammingError as error:
        if _has_no_tables(error.orig):
            raise unavailable(error) from error
        raise


def _stored(
    work: Callable[Concatenate[Connection, P], T],
    connection: Connection,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """What the work returns. Raises `Unstorable`, of one among many too."""
    try:
        return work(connection, *args, **kwargs)
    except (DataError, UnicodeEncodeError, OverflowError) as error:
        raise Unstorable from error


def _is_over_a_limit(error: Exception) -> bool:
    said = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(said, "sqlstate", None)).startswith(LIMIT_EXCEEDED)


def _has_no_tables(said: BaseException | None) -> bool:
    is_undefined = getattr(said, "sqlstate", None) == UNDEFINED_TABLE
    return is_undefined or str(said).startswith("no such table")


def _threads(count: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(count, thread_name_prefix="ledger")


def _sqlite_engine(url: URL, begin: str, connections: int) -> Engine:
    """SQLAlchemy begins the transactions, as its SQLite dialect documents for every Python."""
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", partial(_begin, begin))
    return engine


def _prepare_sqlite(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    """Ours to begin, and nothing that was committed is lost in a power cut."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(statement: str, connection: Connection) -> None:
    connection.exec_driver_sql(statement)


# A host that vanished without a word is noticed in about ten seconds, not in the system's hours.
GONE_SOON = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


def _postgres_engine(url: URL) -> Engine:
    waits = f"-c lock_timeout={BUSY_SECONDS}s -c timezone=UTC"
    return create_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
        connect_args={"connect_timeout": BUSY_SECONDS, "options": waits, **GONE_SOON},
    )

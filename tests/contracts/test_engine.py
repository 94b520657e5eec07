"""One transaction a call: whole or not at all, and honest about a database that is away."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import IntegrityError, StatementError

from domain.errors import LedgerUnavailable, Unstorable
from domain.ports import Ingested
from ledger import migrate, open_ledger
from ledger.records import InvalidLedgerUrl
from ledger.schema import suppressions
from ledger.sql import SqlLedger
from tests.contracts.scene import MONDAY, a_plan, an_enrolled, an_event
from tests.postgres import PostgresServer

ROW = {"address": "ada@example.com", "channel": "*", "source": "crm/1", "at": MONDAY}


async def test_a_transaction_is_whole_or_nothing(sql_ledger: SqlLedger) -> None:
    """What failed half-way has written nothing, and the next transaction works."""

    def half_done(connection: Connection) -> None:
        connection.execute(insert(suppressions), ROW)
        connection.execute(insert(suppressions), ROW)

    with pytest.raises(IntegrityError):
        await sql_ledger._database.run(half_done)

    assert await sql_ledger._database.read(_count) == 0
    await sql_ledger._database.run(lambda connection: connection.execute(insert(suppressions), ROW))
    assert await sql_ledger._database.read(_count) == 1


async def test_an_instant_without_zone_is_refused(sql_ledger: SqlLedger) -> None:
    """A time that could mean anything never gets in."""
    naive = {**ROW, "at": datetime(2026, 3, 2, 9)}

    with pytest.raises(StatementError, match="needs its zone"):
        await sql_ledger._database.run(
            lambda connection: connection.execute(insert(suppressions), naive)
        )


async def test_two_processes_share_a_database(sql_ledger: SqlLedger, ledger_url: str) -> None:
    """Worker and webhooks write at the same time; of one event and one key there is one."""
    other = open_ledger(ledger_url)
    enrolled = await an_enrolled(sql_ledger)
    event = an_event(enrollment_id=enrolled)

    told = await asyncio.gather(*(one.ingest(event) for one in (sql_ledger, other) * 6))
    stored = await asyncio.gather(
        *(
            one.append(enrolled, [a_plan(why=str(number))])
            for number, one in enumerate((sql_ledger, other) * 6)
        )
    )

    assert [verdict for verdict, _ in told].count(Ingested.ACCEPTED) == 1
    assert len(set(stored)) == 1
    assert await other.differences() == ()
    await other.close()


async def test_sqlite_survives_a_power_cut(tmp_path: Path) -> None:
    """Every connection writes ahead, waits for the disk, and keeps foreign keys."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    ledger = open_ledger(url)

    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [connection.scalar(text(f"PRAGMA {name}")) for name in names]

    written = await ledger._database.run(pragmas)
    read = await ledger._database.read(pragmas)

    assert written == read == ["wal", 2, 1, 4000]
    await ledger.close()


async def test_a_locked_ledger_is_unavailable(tmp_path: Path) -> None:
    """Another process that holds SQLite for too long is waited for 4 s; then the ledger says so."""
    path = tmp_path / "ledger.sqlite3"
    url = f"sqlite:///{path}"
    migrate(url)
    ledger = open_ledger(url)
    enrolled = await an_enrolled(ledger)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(LedgerUnavailable, match="locked"):
        await ledger.append(enrolled, [a_plan()])
    row, _, _ = await ledger.enrollment(enrolled)
    holder.execute("ROLLBACK")
    holder.close()

    assert row.state == "pending"
    assert await ledger.append(enrolled, [a_plan()]) == (a_plan(),)
    await ledger.close()


async def test_a_ledger_that_is_away_says_so() -> None:
    """The driver's words come through, without statements and what they carry."""
    for url in ("postgresql://postgres@127.0.0.1:1/none", "sqlite:////none/ledger.sqlite3"):
        ledger = open_ledger(url)

        with pytest.raises(LedgerUnavailable) as raised:
            await ledger.ingest(an_event(email="ada@example.com"))

        assert "SELECT" not in str(raised.value)
        assert "ada@" not in str(raised.value)
        await ledger.close()


@pytest.mark.parametrize("given", ["\ud800", "\x00"])
async def test_what_can_never_be_stored_is_named(ledger_url: str, given: str) -> None:
    """No text of a stranger's makes the ledger look as if it were away: they would try for ever."""
    ledger = open_ledger(ledger_url)

    try:
        await ledger.ingest(an_event(email=f"{given}@example.com"))
    except Unstorable:
        assert await ledger.events() == ()
    else:
        assert len(await ledger.events()) == 1
    await ledger.close()


async def test_what_breaks_a_limit_is_not_a_database_away(postgres: PostgresServer) -> None:
    """What an index of PostgreSQL cannot hold is refused for good, and the next call works."""
    url = postgres.new_database()
    migrate(url)
    ledger = open_ledger(url)
    row = {**ROW, "address": "".join(map(chr, range(0x4E00, 0x4E00 + 9000)))}

    with pytest.raises(Unstorable):
        await ledger._database.run(lambda connection: connection.execute(insert(suppressions), row))

    assert await ledger._database.read(_count) == 0
    await ledger.close()


async def test_a_cut_connection_is_made_anew(postgres: PostgresServer) -> None:
    """After a restart of PostgreSQL one call fails, the next has a new connection."""
    url = postgres.new_database()
    migrate(url)
    ledger = open_ledger(url)
    enrolled = await an_enrolled(ledger)

    def cut(connection: Connection) -> None:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(LedgerUnavailable):
        await ledger._database.run(cut)

    assert await ledger.append(enrolled, [a_plan()]) == (a_plan(),)
    await ledger.close()


@pytest.mark.parametrize("url", ["mysql://localhost/ledger", "sqlite://", "sqlite:///:memory:"])
def test_another_database_is_refused(url: str) -> None:
    """What could not keep the promises is not opened; a ledger in memory is `MemoryLedger`."""
    with pytest.raises(InvalidLedgerUrl, match="is no ledger; use sqlite:///FILE"):
        open_ledger(url)


def test_what_is_no_url_is_not_repeated() -> None:
    """Where nobody can tell the password from the rest, the message says none of it."""
    for url in ("hunter2", "postgresql://ada:hunter2@host:port/ledger"):
        with pytest.raises(InvalidLedgerUrl) as refused:
            open_ledger(url)

        assert str(refused.value).startswith("DRUMBEAT_DATABASE_URL: ")
        assert "hunter2" not in str(refused.value)


def _count(connection: Connection) -> int:
    return len(connection.execute(suppressions.select()).all())

"""A ledger moves to another database whole, and a backup is the ledger of its moment."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from ledger import migrate, open_ledger
from ledger.copying import NotCopied, backup, copy
from ledger.database.engine import ledger_url as with_driver
from ledger.records import InvalidLedgerUrl
from ledger.schema import inbox, metadata
from ledger.sql import SqlLedger
from tests.contracts.scene import MONDAY, an_enrolled, an_event, somebody, somebody_waits
from tests.databases import migrated_file
from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database that is not ours."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'there.sqlite3'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


async def a_used_ledger(url: str) -> None:
    """Somebody is enrolled, and has answered."""
    ledger = open_ledger(url)
    enrollment = await an_enrolled(ledger)
    await ledger.ingest(an_event(enrollment_id=enrollment))
    await ledger.clock(MONDAY)
    await ledger.close()


def rows_of(url: str) -> dict[str, set[tuple[object, ...]]]:
    engine = create_engine(with_driver(url))
    with engine.connect() as connection:
        found = {
            table.name: {tuple(row) for row in connection.execute(select(table))}
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def names_in(folder: Path, pattern: str) -> list[str]:
    return [each.name for each in folder.glob(pattern)]


async def test_everything_is_copied(tmp_path: Path, elsewhere: str) -> None:
    """Each table has the same rows there, and the counts say so."""
    url = migrated_file(tmp_path)
    await a_used_ledger(url)

    counts = copy(url, elsewhere)

    there = rows_of(elsewhere)
    assert there == rows_of(url)
    assert counts == {name: len(rows) for name, rows in there.items()}
    assert counts["facts"] > 0


async def test_the_copy_goes_on(tmp_path: Path, elsewhere: str) -> None:
    """Numbers that the database gives go on after those that came along."""
    url = migrated_file(tmp_path)
    await a_used_ledger(url)
    copy(url, elsewhere)

    ledger: SqlLedger = open_ledger(elsewhere)
    await ledger.ingest(an_event(event_id="another"))
    await ledger.enroll([somebody(2)], "introduction", MONDAY, False)
    differences = await ledger.differences()
    await ledger.close()

    numbers = sorted(row[list(inbox.c).index(inbox.c.id)] for row in rows_of(elsewhere)["inbox"])  # type: ignore[type-var]  # -- a column's values
    assert numbers == [1, 2]
    assert differences == ()


async def test_a_ledger_that_is_used_is_left_alone(tmp_path: Path, elsewhere: str) -> None:
    """What stands there stays, and nothing comes to it."""
    url = migrated_file(tmp_path)
    await a_used_ledger(url)
    migrate(elsewhere)
    await a_used_ledger(elsewhere)
    before = rows_of(elsewhere)

    with pytest.raises(NotCopied, match="give an empty database"):
        copy(url, elsewhere)

    assert rows_of(elsewhere) == before


async def test_what_is_of_an_older_release_and_used_is_left_as_old(
    tmp_path: Path, elsewhere: str
) -> None:
    """It is refused before its tables are touched: its own processes go on with them."""
    url = migrated_file(tmp_path)
    migrate(elsewhere)
    await a_used_ledger(elsewhere)
    engine = create_engine(with_driver(elsewhere))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    with pytest.raises(NotCopied, match="give an empty database"):
        copy(url, elsewhere)

    with engine.connect() as connection:
        stands = connection.scalar(text("SELECT version_num FROM alembic_version"))
    engine.dispose()
    assert stands == "0001"


def test_a_ledger_of_an_older_release_is_not_copied(tmp_path: Path, elsewhere: str) -> None:
    """One line says what to do first."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    sqlite3.connect(tmp_path / "old.sqlite3").close()

    with pytest.raises(NotCopied, match="drumbeat ledger migrate"):
        copy(url, elsewhere)


async def test_nobody_writes_while_it_is_copied(postgres: PostgresServer) -> None:
    """A reply that comes in the middle waits, and is in all tables of the copy or in none."""
    url, there = postgres.new_database(), postgres.new_database()
    for each in (url, there):
        migrate(each)
    await a_used_ledger(url)
    before, ledger = rows_of(url), open_ledger(url)
    stopping = create_engine(with_driver(there))
    with stopping.connect() as connection:
        connection.execute(text("LOCK TABLE inbox IN SHARE MODE"))
        copying = asyncio.create_task(asyncio.to_thread(copy, url, there))
        await somebody_waits(ledger)
        coming = asyncio.create_task(ledger.ingest(an_event(event_id="2")))
        other = asyncio.create_task(somebody_waits(ledger, 2))
        await asyncio.wait({coming, other}, return_when=asyncio.FIRST_COMPLETED)
        connection.rollback()
        await copying
    await coming
    other.cancel()
    stopping.dispose()
    await ledger.close()

    assert rows_of(there) == before


async def test_a_backup_is_of_one_moment(tmp_path: Path) -> None:
    """What is written after it is not in it, and it is one sound file."""
    url = migrated_file(tmp_path)
    await a_used_ledger(url)
    before, file = rows_of(url), tmp_path / "backup.sqlite3"
    ledger = open_ledger(url)

    backup(url, file)
    await ledger.ingest(an_event(event_id="later"))
    await ledger.close()

    assert rows_of(f"sqlite:///{file}") == before
    assert names_in(tmp_path, "backup*") == ["backup.sqlite3"]
    with sqlite3.connect(file) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    opened.close()


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """What has half the ledger in it would look like a backup."""
    ours, file = tmp_path / "ledger.sqlite3", tmp_path / "backup.sqlite3"
    ours.write_bytes(b"this is no database" * 1000)

    with pytest.raises(NotCopied, match="not a database"):
        backup(f"sqlite:///{ours}", file)
    with pytest.raises(NotCopied, match="No such file or directory"):
        backup(migrated_file(tmp_path / "other"), tmp_path / "nowhere" / "backup.sqlite3")

    assert names_in(tmp_path, "backup*") == []


async def test_a_backup_that_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    """What a killed one has left is named as a part, and is in nobody's way."""
    url, file = migrated_file(tmp_path), tmp_path / "backup.sqlite3"
    await a_used_ledger(url)
    (tmp_path / "backup.sqlite3.part").write_bytes(b"half of it")

    backup(url, file)

    assert rows_of(f"sqlite:///{file}") == rows_of(url)
    assert names_in(tmp_path, "backup*") == ["backup.sqlite3"]


def test_a_backup_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Everybody's mails are in it."""
    file = tmp_path / "backup.sqlite3"

    backup(migrated_file(tmp_path), file)

    assert file.stat().st_mode & 0o777 == 0o600


def test_a_backup_replaces_nothing(tmp_path: Path) -> None:
    """Nor is PostgreSQL's ledger a file."""
    url, file = migrated_file(tmp_path), tmp_path / "notes.txt"
    file.write_text("dear")

    with pytest.raises(NotCopied, match="is there already"):
        backup(url, file)
    with pytest.raises(InvalidLedgerUrl, match="pg_dump"):
        backup("postgresql://localhost/drumbeat", tmp_path / "other")

    assert file.read_text() == "dear"

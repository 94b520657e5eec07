"""A ledger moves to another database whole, and a backup is the ledger of its moment."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from ledger import migrate, open_ledger
from ledger.copying import NotCopied, backup, copy
from ledger.database.engine import ledger_url as with_driver
from ledger.records import InvalidLedgerUrl
from ledger.schema import inbox, metadata
from ledger.sql import SqlLedger
from tests.contracts.scene import MONDAY, an_enrolled, an_event, somebody
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


def test_a_backup_replaces_nothing(tmp_path: Path) -> None:
    """Nor is PostgreSQL's ledger a file."""
    url, file = migrated_file(tmp_path), tmp_path / "notes.txt"
    file.write_text("dear")

    with pytest.raises(NotCopied, match="is there already"):
        backup(url, file)
    with pytest.raises(InvalidLedgerUrl, match="pg_dump"):
        backup("postgresql://localhost/drumbeat", tmp_path / "other")

    assert file.read_text() == "dear"

"""Writes that are committed together stand and fall alone, and are on disk when they return."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError

from domain.errors import LedgerUnavailable, Unstorable
from ledger.database.engine import Database

ADD, COUNT = text("INSERT INTO kept VALUES (:n)"), text("SELECT n FROM kept ORDER BY n")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    await database.run(
        lambda connection: connection.execute(text("CREATE TABLE kept (n PRIMARY KEY)"))
    )
    yield database
    await database.close()


def _add(connection: Connection, number: int) -> int:
    connection.execute(ADD, {"n": number})
    if number < 0:
        raise ValueError("no such number")
    return number


def _put(connection: Connection, given: object) -> object:
    connection.execute(ADD, {"n": given})
    return given


def _kept(connection: Connection) -> list[int]:
    return list(connection.execute(COUNT).scalars())


async def test_writes_that_wait_together_share_commits(database: Database) -> None:
    """A crowd costs a few flushes to disk, and everybody gets an answer of their own."""
    commits: list[object] = []
    event.listen(database._writing, "commit", commits.append)

    answers = await asyncio.gather(*(database.run(_add, n) for n in range(200)))

    assert answers == list(range(200))
    assert await database.read(_kept) == answers
    assert len(commits) < 30


async def test_a_write_that_fails_takes_only_itself_back(database: Database) -> None:
    """Neither an error of the work nor of a constraint is its neighbours' matter."""
    numbers = [1, 2, -3, 4, 2, 5]

    answers = await asyncio.gather(
        *(database.run(_add, n) for n in numbers), return_exceptions=True
    )

    assert [type(one) for one in answers] == [int, int, ValueError, int, IntegrityError, int]
    assert await database.read(_kept) == [1, 2, 4, 5]


async def test_what_can_never_be_stored_is_named_among_others_too(database: Database) -> None:
    """Half a character, a number too large: refused alike, whether or not others wrote with it."""
    given = [1, "\ud800", 2, 2**70, 3]

    answers = await asyncio.gather(
        *(database.run(_put, each) for each in given), return_exceptions=True
    )

    assert [type(one) for one in answers] == [int, Unstorable, int, Unstorable, int]


async def test_what_was_answered_is_on_disk(database: Database, tmp_path: Path) -> None:
    """Somebody else reads it before the one who wrote it goes on."""
    other = Database(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")

    async def write_and_look(number: int) -> bool:
        await database.run(_add, number)
        return number in await other.read(_kept)

    assert all(await asyncio.gather(*map(write_and_look, range(100))))
    await other.close()


async def test_a_database_that_is_away_is_so_for_everybody(database: Database) -> None:
    """Each caller is told, and none waits for ever."""

    def lost(connection: Connection) -> None:
        connection.execute(text("SELECT * FROM nowhere"))

    answers = await asyncio.gather(
        database.run(_add, 1), database.run(lost), database.run(_add, 2), return_exceptions=True
    )

    assert isinstance(answers[1], LedgerUnavailable)
    kept = await database.read(_kept)
    assert kept == [one for one in answers if isinstance(one, int)]


async def test_a_write_given_up_before_its_turn_is_not_done(database: Database) -> None:
    """A caller that was cancelled while waiting leaves no trace."""
    writes = [asyncio.create_task(database.run(_add, n)) for n in range(100)]
    await asyncio.sleep(0)
    writes[-1].cancel()

    await asyncio.gather(*writes, return_exceptions=True)

    assert writes[-1].cancelled()
    assert await database.read(_kept) == list(range(99))

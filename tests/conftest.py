"""Databases for every room; what a machine without the Debian packages leaves out.

`tests.real_parts` says so at the end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from tests.databases import emptied, migrated_file
from tests.debian import left_out
from tests.postgres import PostgresServer, a_postgres_server

collect_ignore = list(left_out())


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with a_postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """One database for all: making, and above all erasing, hundreds takes minutes."""
    url = postgres.new_database()
    migrate(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with tables and nothing in them."""
    if request.param == "postgresql":
        return emptied(request.getfixturevalue("migrated_postgres"))
    return migrated_file(tmp_path)


@pytest.fixture
async def shared_ledger(ledger_url: str) -> AsyncIterator[Callable[[], SqlLedger]]:
    """Opens a ledger on one database, as every process does for itself."""
    opened: list[SqlLedger] = []

    def another() -> SqlLedger:
        opened.append(open_ledger(ledger_url))
        return opened[-1]

    yield another
    for ledger in opened:
        await ledger.close()

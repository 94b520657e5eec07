"""Every ledger there is, each new for its test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ledger import migrate, open_ledger
from ledger.memory import MemoryLedger
from ledger.sql import SqlLedger
from tests.contracts.scene import AnyLedger
from tests.postgres import PostgresServer, a_postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with a_postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        return server.new_database()
    return f"sqlite:///{tmp_path / 'folder' / 'ledger.sqlite3'}"


@pytest.fixture
async def sql_ledger(database_url: str) -> AsyncIterator[SqlLedger]:
    migrate(database_url)
    ledger = open_ledger(database_url)
    yield ledger
    await ledger.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyLedger]:
    if request.param == "memory":
        yield MemoryLedger()
        return
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    migrate(url)
    opened = open_ledger(url)
    yield opened
    await opened.close()

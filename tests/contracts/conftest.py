"""Every ledger there is, each empty for its test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from ledger import migrate, open_ledger
from ledger.engine import ledger_url as with_driver
from ledger.memory import MemoryLedger
from ledger.schema import metadata
from ledger.sql import SqlLedger
from tests.contracts.scene import AnyLedger
from tests.postgres import PostgresServer, a_postgres_server


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
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        return server.new_database()
    return f"sqlite:///{tmp_path / 'folder' / 'ledger.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with tables and nothing in them."""
    if request.param == "postgresql":
        return _emptied(request.getfixturevalue("migrated_postgres"))
    return _migrated_file(tmp_path)


@pytest.fixture
async def sql_ledger(ledger_url: str) -> AsyncIterator[SqlLedger]:
    ledger = open_ledger(ledger_url)
    yield ledger
    await ledger.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyLedger]:
    if request.param == "memory":
        yield MemoryLedger()
        return
    url = (
        _emptied(request.getfixturevalue("migrated_postgres"))
        if request.param == "postgresql"
        else _migrated_file(tmp_path)
    )
    opened = open_ledger(url)
    yield opened
    await opened.close()


def _migrated_file(folder: Path) -> str:
    url = f"sqlite:///{folder / 'ledger.sqlite3'}"
    migrate(url)
    return url


def _emptied(url: str) -> str:
    tables = ", ".join(metadata.tables)
    engine = create_engine(with_driver(url))
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
    engine.dispose()
    return url

"""Every ledger there is, each empty for its test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ledger import open_ledger
from ledger.memory import MemoryLedger
from ledger.sql import SqlLedger
from tests.contracts.scene import AnyLedger
from tests.databases import emptied, migrated_file
from tests.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        return server.new_database()
    return f"sqlite:///{tmp_path / 'folder' / 'ledger.sqlite3'}"


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
        emptied(request.getfixturevalue("migrated_postgres"))
        if request.param == "postgresql"
        else migrated_file(tmp_path)
    )
    opened = open_ledger(url)
    yield opened
    await opened.close()

"""A console over a SQLite ledger of its own, empty or furnished."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from tests.console.furniture import Furniture, furnish
from tests.console.house import House, a_house


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    opened = open_ledger(url)
    yield opened
    await opened.close()


@pytest.fixture
async def house(ledger: SqlLedger) -> AsyncIterator[House]:
    async with a_house(ledger) as made:
        yield made


@pytest.fixture
async def furniture(house: House) -> Furniture:
    return await furnish(house.ledger)

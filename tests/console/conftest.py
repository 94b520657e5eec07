"""A console over a SQLite ledger of its own, empty or furnished."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser as Chromium

from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from tests.browser import a_browser
from tests.console.furniture import Furniture, furnish
from tests.console.house import ADMIN, PASSWORD, ROBIN, Browser, House, a_house
from tests.console.rooms import Served, a_served_house


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
async def robin(house: House) -> Browser:
    """A browser of Robin's, who has a password and is not signed in."""
    await house.ledger.change_password(ROBIN, PASSWORD, ADMIN, house.watch.now())
    return house.browser()


@pytest.fixture
async def furniture(house: House) -> Furniture:
    return await furnish(house.ledger)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Chromium]:
    async with a_browser() as opened:
        yield opened


@pytest.fixture
async def served(ledger: SqlLedger, browser: Chromium) -> AsyncIterator[Served]:
    """The house for a real browser, in which no page may log an error; Temporal is away."""
    async with a_served_house(ledger, browser) as made:
        yield made
        assert made.errors == []


@pytest.fixture
async def furnished(served: Served) -> Furniture:
    return await furnish(served.house.ledger)

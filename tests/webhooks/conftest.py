"""The two ledgers that ship, each new and empty."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ledger import migrate, open_ledger
from ledger.memory import MemoryLedger
from tests.webhooks.door import ShippedLedger


@pytest.fixture(params=["memory", "sqlite"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ShippedLedger]:
    if request.param == "memory":
        yield MemoryLedger()
        return
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    opened = open_ledger(url)
    yield opened
    await opened.close()

"""What findings count on a database: one method, one transaction."""

from __future__ import annotations

from datetime import datetime

from domain.findings.figures import Work
from ledger import work
from ledger.engine import Database


class SqlWork:
    """The part of `SqlLedger` that counts what became of touches and tasks."""

    _database: Database

    async def work(self, since: datetime, now: datetime) -> Work:
        """Touches that have ended since then, and tasks opened since then that have come due."""
        return await self._database.read(work.work, since, now)

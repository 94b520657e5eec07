"""What statistics read of a database: one method, one transaction."""

from __future__ import annotations

from domain.statistics.trails import Trail, TrailsWanted
from ledger.counts import trails
from ledger.database.engine import Database


class SqlTrails:
    """The part of `SqlLedger` that statistics read."""

    _database: Database

    async def trails(self, wanted: TrailsWanted) -> tuple[Trail, ...]:
        """What those wanted left behind, in the order of enrollment."""
        return await self._database.read(trails.trails, wanted)

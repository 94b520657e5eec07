"""Reports and deals on a database: one method, one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from domain.analytics.measures import Measure
from domain.analytics.questions import Group, Slice
from domain.world import Life
from ledger import planting
from ledger.counts import counters
from ledger.database.engine import Database
from ledger.inbound import deals
from ledger.pages.keyset import Page
from ledger.records import Counted, DealTaken, DealTold


class SqlAnalytics:
    """The part of `SqlLedger` that counts."""

    _database: Database

    async def touch_groups(self, of: Slice, by: Sequence[str]) -> tuple[Group, ...]:
        """`Counters.touch_groups`."""
        return await self._database.read(counters.touch_groups, of, by)

    async def person_groups(self, of: Slice, by: Sequence[str]) -> tuple[Group, ...]:
        """`Counters.person_groups`."""
        return await self._database.read(counters.person_groups, of, by)

    async def behind(
        self, measure: Measure, of: Slice, window: int, place: str | None = None
    ) -> Page[Counted]:
        """`Counters.behind`. Raises `InvalidPlace`."""
        return await self._database.read(counters.behind, measure, of, window, place)

    async def tell_deals(self, told: Sequence[DealTold]) -> tuple[DealTaken, ...]:
        """Record what a CRM says of opportunities, each once, in one transaction."""
        return await self._database.run(deals.tell, told)

    async def plant(self, lives: Sequence[Life]) -> int:
        """Write whole lives at once, of people whom nobody knows; the number of facts."""
        return await self._database.run(planting.plant, lives)

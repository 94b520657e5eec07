"""Promotions on a database: one method, one transaction."""

from __future__ import annotations

from collections.abc import Mapping

from domain.cadence import Cadence
from domain.cadence.promotions import Promotion
from ledger.database.engine import Database
from ledger.enrollments import promotions


class SqlPromotions:
    """The part of `SqlLedger` that makes winners of experiments the cadence."""

    _database: Database

    async def promote(
        self, cadence: Cadence, contents: Mapping[str, bytes], promotion: Promotion
    ) -> None:
        """Publish the cadence with its arm in it, and write down why. Raises as `publish`."""
        await self._database.run(promotions.promote, cadence, contents, promotion)

    async def promotions(self, cadence: str | None = None) -> tuple[Promotion, ...]:
        """Of this cadence, or of all, the latest first."""
        return await self._database.read(promotions.all_promotions, cadence)

"""Promotions in memory."""

from __future__ import annotations

from collections.abc import Mapping

from domain.cadence import Cadence
from domain.cadence.promotions import Promotion
from ledger.memory import publishing
from ledger.memory.state import Memory


class MemoryPromotions:
    """The part of `MemoryLedger` that makes winners of experiments the cadence."""

    _memory: Memory

    async def promote(
        self, cadence: Cadence, contents: Mapping[str, bytes], promotion: Promotion
    ) -> None:
        """Publish the cadence with its arm in it, and write down why. Raises as `publish`."""
        publishing.publish(self._memory, cadence, promotion.at, contents)
        self._memory.promotions.insert(0, promotion)

    async def promotions(self, cadence: str | None = None) -> tuple[Promotion, ...]:
        """Of this cadence, or of all, the latest first."""
        return tuple(one for one in self._memory.promotions if cadence in (None, one.cadence))

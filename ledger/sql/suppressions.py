"""The list of suppressions on a database: one method, one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from ledger import suppressions
from ledger.engine import Database
from ledger.records import Attribution, SuppressionChange, SuppressionRow


class SqlSuppressions:
    """The part of `SqlLedger` that people change the list of suppressions by."""

    _database: Database

    async def suppressions(self) -> tuple[SuppressionRow, ...]:
        """The whole list, the oldest first."""
        return await self._database.read(suppressions.listed)

    async def suppression_changes(self) -> tuple[SuppressionChange, ...]:
        """What people have changed by hand, the oldest first."""
        return await self._database.read(suppressions.changes)

    async def suppress(self, rows: Sequence[SuppressionRow], attribution: Attribution) -> int:
        """Put these on the list, all or none; how many were not on it.

        Once this returns, no touch that they forbid starts any more.
        """
        return await self._database.run(suppressions.add, rows, attribution)

    async def unsuppress(
        self, address: str, channel: str, attribution: Attribution
    ) -> tuple[str, ...]:
        """Take the address off, with the people whose it is; what was taken off.

        Raises `NotSuppressed`.
        """
        return await self._database.run(suppressions.remove, address, channel, attribution)

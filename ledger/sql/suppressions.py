"""The list of suppressions on a database: one method, one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from ledger import suppressions
from ledger.database.engine import Database
from ledger.records import Attribution, SuppressionChange, SuppressionRow

AT_ONCE = 1_000


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
        """Put these on the list; how many were not on it.

        Once this returns, no touch that they forbid starts any more. A thousand are one
        transaction, so that touches and opt-outs need not wait for them all: where the ledger goes
        away in between, those before are listed, and the same again lists the others.
        """
        count = 0
        for at in range(0, len(rows), AT_ONCE):
            part = rows[at : at + AT_ONCE]
            count += await self._database.run(suppressions.add, part, attribution)
        return count

    async def unsuppress(
        self, address: str, channel: str, attribution: Attribution
    ) -> tuple[str, ...]:
        """Take the address off, with the people whose it is; what was taken off.

        Raises `NotSuppressed`.
        """
        return await self._database.run(suppressions.remove, address, channel, attribution)

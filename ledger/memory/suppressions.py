"""The list of suppressions in memory."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.memory.state import Memory
from ledger.records import Attribution, NotSuppressed, SuppressionChange, SuppressionRow
from ledger.rules.addresses import address_key, listed_key
from ledger.suppressions import ADDED, REMOVED


class MemorySuppressions:
    """The part of `MemoryLedger` that people change the list of suppressions by."""

    _memory: Memory

    async def suppressions(self) -> tuple[SuppressionRow, ...]:
        """The whole list, the oldest first."""
        rows = self._memory.suppressed.values()
        return tuple(sorted(rows, key=lambda row: (row.at, row.address, row.channel)))

    async def suppression_changes(self) -> tuple[SuppressionChange, ...]:
        """What people have changed by hand, the oldest first."""
        return tuple(self._memory.suppression_changes)

    async def suppress(self, rows: Sequence[SuppressionRow], attribution: Attribution) -> int:
        """Put these on the list; how many were not on it."""
        count = 0
        for row in rows:
            address = listed_key(row.address)
            if (address, row.channel) not in self._memory.suppressed:
                self._memory.suppress_addresses((address,), row.channel, row.source, row.at)
                self._record(address, row.channel, ADDED, attribution)
                count += 1
        return count

    async def unsuppress(
        self, address: str, channel: str, attribution: Attribution
    ) -> tuple[str, ...]:
        """Take the address off, with the people whose it is; what was taken off.

        Raises `NotSuppressed`.
        """
        key = address_key(address)
        listed = {key, listed_key(address), *self._people_of(key)}
        removed = sorted(each for each in listed if (each, channel) in self._memory.suppressed)
        if not removed:
            raise NotSuppressed(f"{address} is not suppressed on this channel")
        for each in removed:
            del self._memory.suppressed[each, channel]
            self._record(each, channel, REMOVED, attribution)
        return tuple(removed)

    def _people_of(self, key: str) -> list[str]:
        return [
            person.id
            for person in self._memory.prospects.values()
            for known in (person.email, person.linkedin_url, person.phone)
            if known and address_key(known) == key
        ]

    def _record(self, address: str, channel: str, change: str, attribution: Attribution) -> None:
        told = SuppressionChange(address, channel, change, **vars(attribution))
        self._memory.suppression_changes.append(told)

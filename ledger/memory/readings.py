"""What has been read of the mailboxes, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ledger.memory.state import Memory
from ledger.records import Lease, ReadingRow


class MemoryReadings:
    """The part of `MemoryLedger` that knows how far mailboxes have been read, and by whom."""

    _memory: Memory

    async def lease_reading(self, mailbox: str, wanted: Lease) -> ReadingRow | None:
        """Let the worker read the mailbox; None where another one may."""
        stands = self._memory.reading_leases.get(mailbox)
        if stands and stands.holder != wanted.holder and stands.until > wanted.at:
            return None
        self._memory.reading_leases[mailbox] = wanted
        return self._memory.readings.setdefault(mailbox, ReadingRow(mailbox))

    async def read_up_to(
        self, mailbox: str, kept: Lease, uidvalidity: int, last_uid: int, at: datetime
    ) -> bool:
        """Move on, in Drumbeat time; False where the lease is lost. What hindered is over."""
        return self._put(kept, ReadingRow(mailbox, uidvalidity, last_uid, at))

    async def hinder_reading(self, mailbox: str, kept: Lease, why: str) -> bool:
        """Say why the mailbox is not read, and keep the lease; False where that is lost."""
        stands = self._memory.readings.get(mailbox, ReadingRow(mailbox))
        return self._put(kept, replace(stands, hindrance=why))

    async def release_reading(self, mailbox: str, holder: str) -> None:
        """Let another worker read the mailbox at once; nothing where it is not the holder's."""
        if self._is_held(mailbox, holder):
            del self._memory.reading_leases[mailbox]

    async def readings(self) -> tuple[ReadingRow, ...]:
        """Every mailbox that was ever read, by its address."""
        return tuple(row for _, row in sorted(self._memory.readings.items()))

    def _put(self, kept: Lease, row: ReadingRow) -> bool:
        if not self._is_held(row.mailbox, kept.holder):
            return False
        self._memory.reading_leases[row.mailbox] = kept
        self._memory.readings[row.mailbox] = row
        return True

    def _is_held(self, mailbox: str, holder: str) -> bool:
        stands = self._memory.reading_leases.get(mailbox)
        return stands is not None and stands.holder == holder

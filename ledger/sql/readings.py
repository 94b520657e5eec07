"""What has been read of the mailboxes, on a database: one method, one transaction."""

from __future__ import annotations

from datetime import datetime

from ledger.database.engine import Database
from ledger.inbound import readings
from ledger.records import Lease, ReadingRow


class SqlReadings:
    """The part of `SqlLedger` that knows how far mailboxes have been read, and by whom."""

    _database: Database

    async def lease_reading(self, mailbox: str, wanted: Lease) -> ReadingRow | None:
        """Let the worker read the mailbox; None where another one may."""
        return await self._database.run(readings.lease, mailbox, wanted)

    async def read_up_to(
        self, mailbox: str, kept: Lease, uidvalidity: int, last_uid: int, at: datetime
    ) -> bool:
        """Move on, in Drumbeat time; False where the lease is lost. What hindered is over."""
        return await self._database.run(
            readings.read_up_to, mailbox, kept, uidvalidity, last_uid, at
        )

    async def hinder_reading(self, mailbox: str, kept: Lease, why: str) -> bool:
        """Say why the mailbox is not read, and keep the lease; False where that is lost."""
        return await self._database.run(readings.hinder, mailbox, kept, why)

    async def release_reading(self, mailbox: str, holder: str) -> None:
        """Let another worker read the mailbox at once; nothing where it is not the holder's."""
        await self._database.run(readings.release, mailbox, holder)

    async def readings(self) -> tuple[ReadingRow, ...]:
        """Every mailbox that was ever read, by its address."""
        return await self._database.read(readings.all_readings)

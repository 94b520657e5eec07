"""How far a mailbox has been read, for the one worker that may read it: kept in the ledger."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from config.host_clock import HostClock, host_now
from domain.clock import Clock
from domain.errors import DrumbeatError
from ledger.records import Lease, ReadingRow

# A lease outlasts what its holder is about to do or to wait for by so much of the host's time.
GRACE = timedelta(seconds=30)
# At first sight of a mailbox; and again before what was read last, where it numbers its mails anew.
FIRST_LOOK_BACK = timedelta(days=3)
LOOK_BACK = timedelta(days=1)


class Readings(Protocol):
    """What the ledger knows of how far mailboxes have been read; may raise `LedgerUnavailable`."""

    async def lease_reading(self, mailbox: str, wanted: Lease, /) -> ReadingRow | None:
        """Let the worker read the mailbox; None where another one may."""

    async def read_up_to(
        self, mailbox: str, kept: Lease, uidvalidity: int, last_uid: int, at: datetime, /
    ) -> bool:
        """Move on, in Drumbeat time; False where the lease is lost."""

    async def hinder_reading(self, mailbox: str, kept: Lease, why: str, /) -> bool:
        """Say why the mailbox is not read, and keep the lease; False where that is lost."""

    async def release_reading(self, mailbox: str, holder: str, /) -> None:
        """Let another worker read the mailbox at once."""


class LeaseLost(DrumbeatError):
    """Another worker reads the mailbox now."""


class Bookmark:
    """Where the reading of one mailbox stands; `holder` is what this worker is called.

    Every method may raise `LedgerUnavailable`. Waits are seconds of the host.
    """

    def __init__(self, readings: Readings, mailbox: str, holder: str, clock: Clock) -> None:
        self.mailbox = mailbox
        self._readings = readings
        self._holder = holder
        self._clock = clock

    async def take(self, wait: float) -> ReadingRow:
        """How far it has been read, with the lease. Raises `LeaseLost`."""
        row = await self._readings.lease_reading(self.mailbox, self._lease(wait))
        if row is None:
            raise LeaseLost
        return row

    async def move(self, uidvalidity: int, last_uid: int, wait: float) -> ReadingRow:
        """It has been read up to there. Raises `LeaseLost`."""
        lease, at = self._lease(wait), HostClock(self._clock).now()
        if not await self._readings.read_up_to(self.mailbox, lease, uidvalidity, last_uid, at):
            raise LeaseLost
        return ReadingRow(self.mailbox, uidvalidity, last_uid, at)

    async def hinder(self, why: str, wait: float) -> None:
        """It cannot be read, and is not tried again before this wait. Raises `LeaseLost`."""
        if not await self._readings.hinder_reading(self.mailbox, self._lease(wait), why):
            raise LeaseLost

    async def release(self) -> None:
        """Let another worker read the mailbox at once."""
        await self._readings.release_reading(self.mailbox, self._holder)

    def day_to_begin(self, read_at: datetime | None) -> date:
        """From when on to read a numbering that is new to us, by the host's clock.

        Mail servers date mails by theirs, and know days only.
        """
        since = host_now() - FIRST_LOOK_BACK
        if read_at is not None:
            since = min(since, self._clock.host_at(read_at) - LOOK_BACK)
        return since.date()

    def _lease(self, wait: float) -> Lease:
        at = host_now()
        return Lease(self._holder, at, at + timedelta(seconds=wait) + GRACE)

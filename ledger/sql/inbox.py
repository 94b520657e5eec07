"""What comes in, on a database: one method, one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.ports import InboundEvent, Ingested
from ledger.database.engine import Database
from ledger.inbound import attending, dispatching, inbox, overtaking
from ledger.records import EventRow, InboxRow, Lease, StoredEvent


class SqlInbox:
    """The part of `SqlLedger` that knows of events: accepted, told, waiting for a person."""

    _database: Database

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        """`Ingress.ingest`."""
        return await self._database.run(inbox.ingest, event)

    async def undelivered(self, limit: int = 100) -> tuple[InboxRow, ...]:
        """Accepted events that their workflows have not been told, the oldest first."""
        return await self._database.read(dispatching.undelivered, limit)

    async def due(self, holder: str, at: datetime, limit: int) -> tuple[str, ...]:
        """The enrollments of the oldest events that this dispatcher may tell; host time."""
        return await self._database.read(dispatching.due, holder, at, limit)

    async def lease(
        self, enrollment_ids: Sequence[str], lease: Lease, limit: int
    ) -> tuple[InboxRow, ...]:
        """Take those that nobody else has; their oldest events, as they stand after that."""
        return await self._database.run(dispatching.lease, enrollment_ids, lease, limit)

    async def release(self, holder: str, held: Mapping[str, datetime]) -> None:
        """Let go of everything; nobody tells the events of those named before their instant."""
        await self._database.run(dispatching.release, holder, held)

    async def delivered(self, inbox_id: int, at: datetime) -> None:
        """The workflow has been told."""
        await self._database.run(dispatching.delivered, inbox_id, at)

    async def failed(self, inbox_id: int, reason: str, most: int) -> bool:
        """Count a try in vain; whether it was the last of so many, and a person has to look."""
        return await self._database.run(dispatching.failed, inbox_id, reason, most)

    async def too_late(self, inbox_id: int, at: datetime) -> None:
        """The enrollment has ended; the stop is cleared. Raises `UnknownEvent`."""
        await self._database.run(overtaking.too_late, inbox_id, at)

    async def redeliver(self, before: datetime) -> int:
        """Have told again what was told before then and whose stop still stands; how many."""
        return await self._database.run(dispatching.redeliver, before)

    async def waiting(self) -> tuple[EventRow, ...]:
        """What waits for a person, the oldest first."""
        return await self._database.read(attending.waiting)

    async def events(self, verdict: str | None = None) -> tuple[EventRow, ...]:
        """Everything that came in, or all of a verdict, the oldest first."""
        return await self._database.read(attending.events, verdict)

    async def event(self, inbox_id: int) -> StoredEvent:
        """All that is known of one. Raises `UnknownEvent`."""
        return await self._database.read(attending.event, inbox_id)

    async def retry(self, inbox_id: int) -> None:
        """Have told again what was set aside. Raises `UnknownEvent` and `EventNotWaiting`."""
        await self._database.run(attending.retry, inbox_id)

    async def discard(self, inbox_id: int, at: datetime) -> None:
        """A person says that it means nothing; its stop is cleared. Raises as `retry`."""
        await self._database.run(attending.discard, inbox_id, at)

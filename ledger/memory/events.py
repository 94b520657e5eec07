"""Events in memory: accepted, told, waiting for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.ports import InboundEvent, Ingested
from ledger.inbound.attending import DISCARDED, WAITING, refuse_others
from ledger.inbound.dispatching import NOBODY, SET_ASIDE, unknown
from ledger.memory import inbox, overtaking
from ledger.memory.state import Arrived, Memory
from ledger.records import EventRow, InboxRow, Lease, StoredEvent
from ledger.rules.details import detail_to_json, referral_to_json


class MemoryInbox:
    """The part of `MemoryLedger` that knows of events: accepted, told, waiting for a person."""

    _memory: Memory

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        """`Ingress.ingest`."""
        return inbox.ingest(self._memory, event)

    async def words(self, enrollment_id: str) -> Mapping[str, str]:
        """What was written for the enrollment, by the source that its facts have."""
        return {
            one.source_id: one.event.words
            for one in self._memory.inbox.values()
            if one.enrollment_id == enrollment_id and one.event.words is not None
        }

    async def undelivered(self, limit: int = 100) -> tuple[InboxRow, ...]:
        """Accepted events that their workflows have not been told, the oldest first."""
        return tuple(_inbox_row(self._memory, one) for one in _undelivered(self._memory)[:limit])

    async def due(self, holder: str, at: datetime, limit: int) -> tuple[str, ...]:
        """The enrollments of the oldest events that this dispatcher may tell; host time."""
        names = [one.enrollment_id or "" for one in _undelivered(self._memory)]
        free = [name for name in names if _is_free(self._memory, name, holder, at)]
        return tuple(dict.fromkeys(free[:limit]))

    async def lease(
        self, enrollment_ids: Sequence[str], lease: Lease, limit: int
    ) -> tuple[InboxRow, ...]:
        """Take those that nobody else has; their oldest events, as they stand after that."""
        taken = {
            name for name in enrollment_ids if _is_free(self._memory, name, lease.holder, lease.at)
        }
        self._memory.leases |= dict.fromkeys(taken, (lease.holder, lease.until))
        rows = await self.undelivered(len(self._memory.inbox))
        return tuple([row for row in rows if row.enrollment_id in taken][:limit])

    async def release(self, holder: str, held: Mapping[str, datetime]) -> None:
        """Let go of everything; nobody tells the events of those named before their instant."""
        mine = {name for name, (whose, _) in self._memory.leases.items() if whose == holder}
        for name in mine:
            del self._memory.leases[name]
        waiting = {name: (NOBODY, until) for name, until in held.items() if name in mine}
        self._memory.leases |= waiting

    async def delivered(self, inbox_id: int, at: datetime) -> None:
        """The workflow has been told."""
        _arrived(self._memory, inbox_id).closed_at = at

    async def failed(self, inbox_id: int, reason: str, most: int) -> bool:
        """Count a try in vain; whether it was the last of so many, and a person has to look."""
        one = _arrived(self._memory, inbox_id)
        if one not in _undelivered(self._memory):
            return False
        one.tries, one.reason = one.tries + 1, reason
        if one.tries >= most:
            one.verdict = SET_ASIDE
        return one.verdict == SET_ASIDE

    async def too_late(self, inbox_id: int, at: datetime) -> None:
        """The enrollment has ended; see `overtaking`. Raises `UnknownEvent`."""
        overtaking.too_late(self._memory, _arrived(self._memory, inbox_id), at)

    async def redeliver(self, before: datetime) -> int:
        """Have told again what was told before then and whose stop still stands; how many."""
        lost = [one for one in self._memory.inbox.values() if _is_lost(self._memory, one, before)]
        for one in lost:
            one.closed_at = None
        return len(lost)

    async def waiting(self) -> tuple[EventRow, ...]:
        """What waits for a person, the oldest first."""
        rows = await self.events()
        return tuple(row for row in rows if row.closed_at is None and row.verdict in WAITING)

    async def events(self, verdict: str | None = None) -> tuple[EventRow, ...]:
        """Everything that came in, or all of a verdict, the oldest first."""
        rows = [_event_row(one) for one in self._memory.inbox.values()]
        return tuple(row for row in rows if verdict in (None, row.verdict))

    async def event(self, inbox_id: int) -> StoredEvent:
        """All that is known of one. Raises `UnknownEvent`."""
        one = _arrived(self._memory, inbox_id)
        event, everybody = one.event, self._memory.enrollments.values()
        return StoredEvent(
            row=_event_row(one),
            detail=detail_to_json(event.detail) if event.detail else None,
            referral=referral_to_json(event.referral) if event.referral else None,
            raw=event.raw,
            has_stop=any(one.source_id in kept.stops for kept in everybody),
        )

    async def retry(self, inbox_id: int) -> None:
        """Have told again what was set aside. Raises `UnknownEvent` and `EventNotWaiting`."""
        one = _arrived(self._memory, inbox_id)
        refuse_others(_event_row(one), (SET_ASIDE,), "tried again")
        one.verdict, one.tries, one.reason = Ingested.ACCEPTED.value, 0, None

    async def discard(self, inbox_id: int, at: datetime) -> None:
        """A person says that it means nothing; its stop is cleared. Raises as `retry`."""
        one = _arrived(self._memory, inbox_id)
        refuse_others(_event_row(one), WAITING, "discarded")
        _close(self._memory, one, DISCARDED, at)


def _arrived(memory: Memory, inbox_id: int) -> Arrived:
    """The event of this number. Raises `UnknownEvent`."""
    for one in memory.inbox.values():
        if one.id == inbox_id:
            return one
    raise unknown(inbox_id)


def _close(memory: Memory, one: Arrived, verdict: str, at: datetime) -> None:
    """Nobody will be told; its stops go with it."""
    if one.verdict == Ingested.WEAK:
        # Whoever it was likely about, it is not.
        one.enrollment_id = None
    one.verdict, one.closed_at = verdict, at
    inbox.clear_source(memory, one.source_id)


def _is_free(memory: Memory, enrollment_id: str, holder: str, at: datetime) -> bool:
    """Nobody else has it, or no longer."""
    whose, until = memory.leases.get(enrollment_id, (holder, at))
    return whose == holder or until <= at


def _is_lost(memory: Memory, one: Arrived, before: datetime) -> bool:
    """Told before then, and its stop still stands."""
    is_told = one.verdict == Ingested.ACCEPTED and one.closed_at and one.closed_at < before
    return bool(is_told) and one.source_id in memory.kept(one.enrollment_id or "").stops


def _undelivered(memory: Memory) -> list[Arrived]:
    accepted = [one for one in memory.inbox.values() if one.verdict == Ingested.ACCEPTED]
    return [one for one in accepted if one.closed_at is None]


def _inbox_row(memory: Memory, one: Arrived) -> InboxRow:
    kept = memory.kept(one.enrollment_id or "")
    return InboxRow(
        id=one.id,
        provider=one.event.provider,
        event_id=one.event.event_id,
        fact=one.event.fact,
        received_at=one.event.received_at,
        enrollment_id=kept.enrollment_id,
        workflow_id=kept.workflow_id,
        detail=one.event.detail,
    )


def _event_row(one: Arrived) -> EventRow:
    event = one.event
    return EventRow(
        id=one.id,
        provider=event.provider,
        event_id=event.event_id,
        fact=event.fact,
        received_at=event.received_at,
        verdict=one.verdict,
        reason=one.reason,
        enrollment_id=one.enrollment_id,
        message_id=event.message_id,
        email=event.email,
        phone=event.phone,
        closed_at=one.closed_at,
        tries=one.tries,
        words=event.words,
    )

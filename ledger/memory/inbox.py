"""The inbox in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from domain.facts import STOPPING
from domain.ports import InboundEvent, Ingested
from ledger.addresses import EVERY_CHANNEL, address_key, message_id_forms
from ledger.details import meeting_timezone_of
from ledger.memory.state import Arrived, Kept, Memory
from ledger.records import InboxRow, UnknownEvent, UnmatchedRow
from ledger.silencing import silence_at_ingest


def ingest(memory: Memory, event: InboundEvent) -> tuple[Ingested, str | None]:
    """`Ingress.ingest`."""
    name = (event.provider, event.event_id)
    if first := memory.inbox.get(name):
        known = memory.enrollments.get(first.enrollment_id or "")
        _suppress(memory, known, first.event, Ingested.DUPLICATE)
        return Ingested.DUPLICATE, first.enrollment_id
    kept = match(memory, event)
    if kept is None and event.is_private:
        return Ingested.UNMATCHED, None
    verdict = _verdict(kept)
    matched = kept.enrollment_id if kept else None
    memory.inbox[name] = Arrived(len(memory.inbox) + 1, event, matched, verdict.value)
    source = f"{event.provider}/{event.event_id}"
    if kept and verdict is Ingested.ACCEPTED and event.fact in STOPPING:
        kept.stops |= {source} - kept.projection.fold.state.sources
    if kept and (zone := meeting_timezone_of(event)):
        person = memory.prospects[kept.prospect_id]
        memory.prospects[person.id] = replace(person, meeting_timezone=zone)
    _suppress(memory, kept, event, verdict)
    return verdict, matched


def match(memory: Memory, event: InboundEvent) -> Kept | None:
    """The enrollment that the clues lead to, by the rules of `matching.match`."""
    if named := memory.enrollments.get(event.enrollment_id or ""):
        if event.fact in STOPPING and not named.is_open:
            return next(iter(_open_of(memory, {named.prospect_id})), named)
        return named
    found = [
        *_by_message(memory, event.message_id),
        *_by_email(memory, event.email),
        *_by_phone(memory, event.phone),
    ]
    return next(iter(sorted(found, key=lambda kept: not kept.is_open)), None)


def undelivered(memory: Memory, limit: int) -> tuple[InboxRow, ...]:
    """Accepted events that their workflows have not been told, the oldest first."""
    rows = [_inbox_row(memory, one) for one in _waiting(memory, Ingested.ACCEPTED)]
    return tuple(rows[:limit])


def unmatched(memory: Memory) -> tuple[UnmatchedRow, ...]:
    """Events that fit nobody and that no person has looked at, the oldest first."""
    return tuple(_unmatched_row(one) for one in _waiting(memory, Ingested.UNMATCHED))


def arrived(memory: Memory, inbox_id: int) -> Arrived:
    """The event of this number. Raises `UnknownEvent`."""
    for one in memory.inbox.values():
        if one.id == inbox_id:
            return one
    raise UnknownEvent(f"there is no event {inbox_id} in the inbox")


def redeliver(memory: Memory, before: datetime) -> int:
    """Open again what a run was told and has lost: its stop has outlived the delivery."""
    lost = [
        one
        for one in memory.inbox.values()
        if one.verdict == Ingested.ACCEPTED and one.closed_at and one.closed_at < before
        if one.source_id in memory.kept(one.enrollment_id or "").stops
    ]
    for one in lost:
        one.closed_at = None
    return len(lost)


def close(memory: Memory, inbox_id: int, verdict: str, reason: str | None, at: datetime) -> None:
    """Nobody will be told; the stop goes with it. Raises `UnknownEvent`."""
    one = arrived(memory, inbox_id)
    one.verdict, one.reason, one.closed_at = verdict, reason, at
    if one.enrollment_id:
        memory.kept(one.enrollment_id).stops.discard(one.source_id)


def _verdict(kept: Kept | None) -> Ingested:
    if kept is None:
        return Ingested.UNMATCHED
    return Ingested.ACCEPTED if kept.is_open else Ingested.TOO_LATE


def _suppress(memory: Memory, kept: Kept | None, event: InboundEvent, verdict: Ingested) -> None:
    silence = silence_at_ingest(event, verdict)
    if silence is None:
        return
    heard, at = f"{event.provider}/{event.event_id}", event.received_at
    if kept:
        memory.suppress(kept.prospect_id, silence, heard, at)
        return
    addresses = [address_key(address) for address in (event.email, event.phone) if address]
    memory.suppress_addresses(addresses, EVERY_CHANNEL, heard, at)


def _by_message(memory: Memory, message_id: str | None) -> list[Kept]:
    if not message_id:
        return []
    forms = message_id_forms(message_id)
    answered = [
        kept
        for kept in memory.enrollments.values()
        if any(frozen.claim.message_id in forms for frozen in kept.claims.values())
    ]
    return [*answered, *_open_of(memory, {kept.prospect_id for kept in answered})]


def _open_of(memory: Memory, prospects: Collection[str]) -> list[Kept]:
    """Their open enrollments, the latest first."""
    present = [k for k in memory.enrollments.values() if k.is_open and k.prospect_id in prospects]
    return sorted(present, key=lambda kept: kept.enrolled_at, reverse=True)


def _by_email(memory: Memory, email: str | None) -> list[Kept]:
    """The latest first; an open one comes before all that have ended."""
    key = address_key(email) if email else None
    theirs = {
        person.id
        for person in memory.prospects.values()
        if key and person.email and address_key(person.email) == key
    }
    return _present_of(memory, theirs)


def _by_phone(memory: Memory, phone: str | None) -> list[Kept]:
    """Nothing where colleagues share the telephone."""
    theirs = {who.id for who in memory.prospects.values() if phone and who.phone == phone}
    return _present_of(memory, theirs) if len(theirs) == 1 else []


def _present_of(memory: Memory, prospects: Collection[str]) -> list[Kept]:
    """The latest, an open one before those that have ended."""
    found = [kept for kept in memory.enrollments.values() if kept.prospect_id in prospects]
    return sorted(found, key=lambda kept: (kept.is_open, kept.enrolled_at), reverse=True)[:1]


def _waiting(memory: Memory, verdict: Ingested) -> list[Arrived]:
    waiting = [one for one in memory.inbox.values() if one.closed_at is None]
    return [one for one in waiting if one.verdict == verdict]


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


def _unmatched_row(one: Arrived) -> UnmatchedRow:
    return UnmatchedRow(
        id=one.id,
        provider=one.event.provider,
        event_id=one.event.event_id,
        fact=one.event.fact,
        received_at=one.event.received_at,
        message_id=one.event.message_id,
        email=one.event.email,
        phone=one.event.phone,
    )

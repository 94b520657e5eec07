"""A person says whom an event is about, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.errors import UnknownEnrollment
from ledger.inbound.inbox import FOR_A_PERSON
from ledger.inbound.recognizing import no_candidate, not_waiting
from ledger.memory import inbox
from ledger.memory.state import Memory


def match_event(memory: Memory, inbox_id: int, enrollment_id: str | None, at: datetime) -> str:
    """`MemoryLedger.match_event`."""
    one = next((one for one in memory.inbox.values() if one.id == inbox_id), None)
    if one is None or one.verdict not in FOR_A_PERSON or one.closed_at:
        raise not_waiting(inbox_id)
    named = enrollment_id or one.enrollment_id or no_candidate(inbox_id)
    event = replace(
        one.event, received_at=at, enrollment_id=named, message_id=None, email=None, phone=None
    )
    kept = inbox.match(memory, event)
    if kept is None:
        raise UnknownEnrollment(f"there is no enrollment {named!r}")
    inbox.clear_source(memory, one.source_id)
    one.enrollment_id, one.verdict = kept.enrollment_id, inbox.verdict_of(kept).value
    inbox.take(memory, kept, event)
    return kept.enrollment_id

"""What an end has overtaken, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.ports import Ingested
from ledger.memory import inbox
from ledger.memory.state import Arrived, Kept, Memory


def too_late(memory: Memory, one: Arrived, at: datetime) -> None:
    """By the rules of `overtaking`."""
    event = replace(
        one.event, enrollment_id=one.enrollment_id, message_id=None, email=None, phone=None
    )
    if kept := inbox.match(memory, event):
        verdict = inbox.verdict_of(kept)
        one.enrollment_id, one.verdict = kept.enrollment_id, verdict.value
        one.closed_at = at if verdict is Ingested.TOO_LATE else None
        inbox.clear_source(memory, one.source_id)
        inbox.take(memory, kept, event)


def hand_on(memory: Memory, ended: Kept, following: Kept) -> None:
    """What stops the ended enrollment is for its prospect's next one."""
    for one in memory.inbox.values():
        if one.enrollment_id == ended.enrollment_id and one.source_id in ended.stops:
            one.enrollment_id, one.closed_at = following.enrollment_id, None
    following.stops |= ended.stops
    ended.stops.clear()

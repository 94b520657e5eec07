"""What people say of what came in, in memory."""

from __future__ import annotations

from datetime import datetime

from domain.facts import Fact, ReplyCorrected
from ledger.memory import correcting, recognizing
from ledger.memory.state import Memory


class MemoryJudgements:
    """The part of `MemoryLedger` that takes a person's word on an event."""

    _memory: Memory

    async def correct_reply(self, enrollment_id: str, fact: ReplyCorrected) -> tuple[Fact, ...]:
        """Give the reply that ended the enrollment another class, and decide anew."""
        return correcting.correct_reply(self._memory, self._memory.kept(enrollment_id), fact)

    async def match_event(self, inbox_id: int, enrollment_id: str | None, at: datetime) -> str:
        """Say whom an unmatched event is about: this enrollment, or that which it likely fits."""
        return recognizing.match_event(self._memory, inbox_id, enrollment_id, at)

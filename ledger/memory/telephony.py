"""Calls and what providers report, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.facts import CallBegun, Fact, Report, TextReported, VoicemailDropped
from domain.ports import CallRequest, ClaimState, Ingested
from ledger.memory.state import Kept, Memory
from ledger.memory.suppressions import MemorySuppressions
from ledger.records import NotSuppressed
from ledger.rep_work.calling import CALL, VOICEMAIL, call_begun, drop_begun, refuse_hindered
from ledger.rules.addresses import keys_of
from ledger.rules.refusing import Start, hindrance_of
from ledger.rules.resolving import Sending, found_by_report, is_taken
from ledger.rules.taking import refuse_closed, refuse_taken
from ledger.touches.provider_reports import TEXTS, wish_for_texts


class MemoryTelephony(MemorySuppressions):
    """The part of `MemoryLedger` that knows of calls, and what becomes of texts."""

    _memory: Memory

    async def report(self, enrollment_id: str, fact: Report) -> Ingested:
        """`Ingress.report`."""
        kept = self._memory.enrollments.get(enrollment_id)
        if kept is None:
            return Ingested.UNMATCHED
        if fact.key in {known.key for known in kept.facts}:
            return Ingested.DUPLICATE
        found: tuple[Fact, ...] = ()
        if isinstance(fact, TextReported):
            found = _taken(kept, fact)
        self._memory.append(kept, (fact, *found))
        return Ingested.ACCEPTED

    async def allow_texts(self, phone: str, heard: str, at: datetime) -> bool:
        """`Ingress.allow_texts`."""
        try:
            await self.unsuppress(phone, TEXTS, wish_for_texts(heard, at))
        except NotSuppressed:
            return False
        return True

    async def begin_call(self, request: CallRequest) -> CallBegun:
        """`CallLog.begin_call`."""
        kept = self._kept(request)
        _refuse_hindered(self._memory, kept, request, CALL)
        begun = call_begun(kept.facts, request)
        self._memory.append(kept, (begun,))
        return begun

    async def begin_drop(self, request: CallRequest) -> tuple[VoicemailDropped, str]:
        """`CallLog.begin_drop`."""
        kept = self._kept(request)
        _refuse_hindered(self._memory, kept, request, VOICEMAIL)
        dropped, sid = drop_begun(kept.facts, request)
        self._memory.append(kept, (dropped,))
        return dropped, sid

    def _kept(self, request: CallRequest) -> Kept:
        """The enrollment of a task that is open and nobody else's."""
        kept = self._memory.kept(request.enrollment_id)
        refuse_closed(request.task_id, kept.projection.fold.state.touches.get(request.step))
        taken = kept.takes.get(request.step)
        refuse_taken(request.task_id, taken, request.by, request.at)
        return kept


def _taken(kept: Kept, fact: TextReported) -> tuple[Fact, ...]:
    """The text that is spoken of was taken by its provider."""
    frozen, state = kept.claims.get(fact.step), kept.projection.fold.state
    if frozen is None or frozen.is_mail:
        return ()
    claim = Sending(frozen.claim.generation, frozen.claim.state)
    if not is_taken(state, claim, fact):
        return ()
    kept.claims[fact.step] = replace(frozen, claim=replace(frozen.claim, state=ClaimState.SENT))
    return found_by_report(kept.enrollment_id, state, claim, fact)


def _refuse_hindered(memory: Memory, kept: Kept, request: CallRequest, channel: str) -> None:
    person = keys_of(memory.prospects[kept.prospect_id])
    start = Start(
        state=kept.projection.fold.state,
        step=request.step,
        generation=0,
        not_after=None,
        at=request.at,
        has_stop=bool(kept.stops),
        is_cadence_paused=memory.is_paused(kept.cadence),
        is_suppressed=memory.is_suppressed(person, channel),
    )
    refuse_hindered(hindrance_of(start), channel)

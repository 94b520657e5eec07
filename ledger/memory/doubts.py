"""Mails in doubt in memory."""

from __future__ import annotations

from dataclasses import replace

from domain.facts import Resolved
from domain.mail.doubts import Doubt, Evidence, Resolution
from domain.ports import ClaimState
from domain.touch import Touched
from ledger.memory.state import Frozen, Kept, Memory
from ledger.rules.addresses import message_id_forms
from ledger.rules.resolving import fact_of, no_doubt, refuse_after_the_end, refuse_another, state_of


class MemoryDoubts:
    """The part of `MemoryLedger` that knows of mails in doubt."""

    _memory: Memory

    async def doubts(self) -> tuple[Doubt, ...]:
        """Every mail in doubt, the oldest first; a send under way is none yet."""
        return doubts(self._memory)

    async def doubt(self, enrollment_id: str, step: str) -> Doubt:
        """The mail of this touch, which is in doubt. Raises `UnknownDoubt`."""
        return doubt(self._memory, enrollment_id, step)

    async def note(self, enrollment_id: str, step: str, found: Evidence) -> None:
        """Keep what a source has found, in place of what it found before."""
        self._memory.kept(enrollment_id).evidence[step, found.source] = found

    async def resolve(self, resolution: Resolution) -> Resolved:
        """Move claim and touch, once; the fact that says so.

        Also after the end of the enrollment, but to send it again: `CannotSendAgain`. Raises
        `UnknownDoubt` and `UnknownEnrollment`.
        """
        return resolve(self._memory, resolution)


def doubts(memory: Memory) -> tuple[Doubt, ...]:
    """Every mail in doubt, the oldest first."""
    rows = [
        _row(memory, kept, frozen)
        for kept in memory.enrollments.values()
        for frozen in kept.claims.values()
        if _is_doubt(kept, frozen)
    ]
    return tuple(sorted(rows, key=lambda row: (row.since, row.enrollment, row.step)))


def doubt(memory: Memory, enrollment_id: str, step: str) -> Doubt:
    """The mail of this touch, which is in doubt. Raises `UnknownDoubt`."""
    kept = memory.enrollments.get(enrollment_id)
    frozen = kept.claims.get(step) if kept else None
    if kept is None or frozen is None or not _is_doubt(kept, frozen):
        raise no_doubt(enrollment_id, step)
    return _row(memory, kept, frozen)


def resolve(memory: Memory, resolution: Resolution) -> Resolved:
    """Move claim and touch, once. Raises `UnknownDoubt` and `CannotSendAgain`."""
    kept, step = memory.kept(resolution.enrollment_id), resolution.step
    refuse_another(doubt(memory, resolution.enrollment_id, step).generation, resolution)
    refuse_after_the_end(kept.projection.fold.state, resolution)
    frozen = kept.claims[step]
    settled = replace(frozen.claim, state=state_of(resolution))
    kept.claims[step] = replace(frozen, claim=settled)
    fact = fact_of(resolution, settled.generation)
    memory.append(kept, (fact,))
    return fact


def _is_doubt(kept: Kept, frozen: Frozen) -> bool:
    """A claim without its fact is a send under way, unless the enrollment has ended."""
    touch = kept.projection.fold.state.touches.get(frozen.claim.step)
    is_told = touch is not None and touch.status is Touched.IN_DOUBT
    return frozen.claim.state is ClaimState.IN_DOUBT and (is_told or not kept.is_open)


def _row(memory: Memory, kept: Kept, frozen: Frozen) -> Doubt:
    step = frozen.claim.step
    found = [known for (of, _), known in kept.evidence.items() if of == step]
    forms = message_id_forms(frozen.claim.message_id)
    answers = [one.event for one in memory.inbox.values() if one.event.message_id in forms]
    return Doubt(
        enrollment=kept.enrollment_id,
        step=step,
        mailbox=frozen.claim.mailbox.address,
        recipient=frozen.recipient,
        since=frozen.at,
        message_id=frozen.claim.message_id,
        message=frozen.message,
        workflow_id=kept.workflow_id,
        is_open=kept.is_open,
        channel=frozen.channel,
        generation=frozen.claim.generation,
        evidence=(
            *sorted(found, key=lambda known: (known.at, known.source)),
            *(Evidence(a.provider, a.received_at, f"a {a.fact} names it") for a in answers),
        ),
    )

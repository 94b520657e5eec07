"""Claims and tasks in memory: nothing comes between the look and the write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.facts import Fact
from domain.mailboxes import Mailbox, NoSlot
from domain.ports import Claim, ClaimRequest, ClaimState, Refusal, TaskRequest
from ledger.memory import slots
from ledger.memory.state import Frozen, Kept, Memory
from ledger.records import TaskRow
from ledger.rep_work.tasks import opened_by
from ledger.rules.addresses import keys_of, listed_keys
from ledger.rules.fencing import STARTED, answer_of, ask_of, may_settle, may_start, reserved
from ledger.rules.refusing import Start, refusal_of
from ledger.rules.resolving import outcomes_of
from ledger.rules.taking import no_task, parts_of


def reserve(memory: Memory, request: ClaimRequest) -> Claim | Refusal | NoSlot:
    """`TouchClaims.reserve`."""
    kept = memory.kept(request.enrollment_id)
    if answer := answer_of(_claim(kept, request.step), request):
        return answer
    frozen = Frozen(
        reserved(request),
        request.recipient,
        request.not_after,
        request.message,
        request.subject,
        at=request.at,
        slot_at=request.at,
        channel=request.channel,
    )
    if refusal := _claim_refusal(memory, kept, frozen, request.at):
        return refusal
    ask = ask_of(frozen.claim, frozen.recipient, frozen.not_after, request.at)
    if frozen.is_mail and (no_slot := slots.asked(memory, request.mailbox, ask)):
        return no_slot
    kept.claims[request.step] = frozen
    return frozen.claim


def begun(memory: Memory, enrollment_id: str, step: str) -> Claim | None:
    """`TouchClaims.begun`."""
    claim = _claim(memory.kept(enrollment_id), step)
    if claim is None or claim.state not in STARTED:
        return None
    return replace(claim, mailbox=Mailbox(claim.mailbox.address, claim.mailbox.address))


def mark_in_doubt(memory: Memory, claim: Claim, at: datetime) -> Refusal | NoSlot | None:
    """`TouchClaims.mark_in_doubt`."""
    kept = memory.kept(claim.enrollment_id)
    if not may_start(_claim(kept, claim.step), claim):
        return Refusal.ALREADY_STARTED
    frozen = kept.claims[claim.step]
    if refusal := _claim_refusal(memory, kept, frozen, at):
        return refusal
    ask = ask_of(claim, frozen.recipient, frozen.not_after, at)
    if frozen.is_mail and (no_slot := slots.started(memory, claim.mailbox, ask)):
        return no_slot
    _move(kept, claim.step, ClaimState.IN_DOUBT, at)
    kept.claims[claim.step] = replace(kept.claims[claim.step], at=at)
    return None


def settle(memory: Memory, claim: Claim, state: ClaimState, outcome: Fact) -> tuple[Fact, ...]:
    """`TouchClaims.settle`; where it is refused nothing is written and nothing comes back."""
    kept = memory.kept(claim.enrollment_id)
    if not may_settle(_claim(kept, claim.step), claim, state):
        return ()
    slot_at = None if state is ClaimState.NOT_SENT else kept.claims[claim.step].slot_at
    _move(kept, claim.step, state, slot_at)
    outcomes = outcomes_of(kept.projection.fold.state, claim, state, outcome)
    return memory.append(kept, outcomes)


def open_task(memory: Memory, request: TaskRequest) -> Fact | Refusal:
    """`Tasks.open`."""
    kept = memory.kept(request.enrollment_id)
    opened = opened_by(request, memory.absences)
    if known := [fact for fact in kept.facts if fact.key == opened.key]:
        return known[0]
    person = keys_of(memory.prospects[kept.prospect_id])
    start = Start(
        state=kept.projection.fold.state,
        step=request.step,
        generation=request.generation,
        not_after=request.not_after,
        at=request.at,
        has_stop=bool(kept.stops),
        is_cadence_paused=memory.is_paused(kept.cadence),
        is_suppressed=memory.is_suppressed(person, request.channel),
    )
    if refusal := refusal_of(start):
        return refusal
    kept.briefs[request.step] = request
    return memory.append(kept, (opened,))[0]


def open_tasks(memory: Memory) -> tuple[TaskRow, ...]:
    """All open tasks, the oldest first."""
    rows = [
        _task_row(memory, kept, step)
        for kept in memory.enrollments.values()
        for step, row in kept.projection.tasks.items()
        if row["closed_at"] is None
    ]
    return tuple(sorted(rows, key=lambda row: (row.opened_at, row.enrollment, row.step)))


def open_task_of(memory: Memory, task_id: str) -> TaskRow:
    """The open task of this id. Raises `UnknownTask`."""
    enrollment_id, step = parts_of(task_id)
    kept = memory.enrollments.get(enrollment_id)
    touch = kept.projection.fold.state.touches.get(step) if kept else None
    if kept is None or touch is None or not touch.is_open:
        raise no_task(task_id, touch)
    return _task_row(memory, kept, step)


def _claim_refusal(memory: Memory, kept: Kept, frozen: Frozen, at: datetime) -> Refusal | None:
    person = keys_of(memory.prospects[kept.prospect_id])
    recipient = listed_keys((frozen.recipient,))
    return refusal_of(
        Start(
            state=kept.projection.fold.state,
            step=frozen.claim.step,
            generation=frozen.claim.generation,
            not_after=frozen.not_after,
            at=at,
            has_stop=bool(kept.stops),
            is_cadence_paused=memory.is_paused(kept.cadence),
            is_suppressed=memory.is_suppressed((*person, *recipient), frozen.channel),
        )
    )


def _claim(kept: Kept, step: str) -> Claim | None:
    frozen = kept.claims.get(step)
    return frozen.claim if frozen else None


def _move(kept: Kept, step: str, state: ClaimState, slot_at: datetime | None) -> None:
    frozen = kept.claims[step]
    claim = replace(frozen.claim, state=state)
    kept.claims[step] = replace(frozen, claim=claim, slot_at=slot_at)


def _task_row(memory: Memory, kept: Kept, step: str) -> TaskRow:
    row, brief = kept.projection.tasks[step], kept.briefs.get(step)
    return TaskRow(
        task=f"{kept.enrollment_id}.{step}",
        enrollment=kept.enrollment_id,
        step=step,
        kind=row["kind"],
        channel=(brief.channel if brief else row["channel"]) or "",
        prospect=memory.prospects[kept.prospect_id].address,
        opened_at=row["opened_at"],
        due_at=row["due_at"],
        escalated_at=row["escalated_at"],
        until=row["until"],
        owner=row["owner"],
        postponed=row["postponed"],
        detail=brief.detail if brief else None,
        brief=brief.brief if brief else None,
        workflow_id=kept.workflow_id,
    )

"""The liveness proof: every open enrollment has a running timer, an open task or a named hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from temporalio.client import Client

from domain.enrollment import Enrollment
from domain.touch import Touched
from ledger.records import Ticket
from ledger.sql import SqlLedger
from workflows.runs.abreast import abreast
from workflows.runs.liveness import run_status, what_it_waits_for

AT_ONCE = 16


@dataclass(frozen=True)
class Verified:
    """What the proof found; it stands where `problems` is empty."""

    enrollments: int
    open: int
    problems: Sequence[str]


async def verify_everything(client: Client, ledger: SqlLedger) -> Verified:
    """Look at every open enrollment and projection. Raises `RPCError`, `LedgerUnavailable`."""
    every = await ledger.enrollments()
    tickets = await ledger.open_tickets()
    stalled = await abreast(partial(_problem_of, client, ledger), tickets, AT_ONCE)
    differences = await ledger.differences()
    problems = [*(problem for problem in stalled if problem), *differences]
    return Verified(len(every), len(tickets), problems)


async def _problem_of(client: Client, ledger: SqlLedger, ticket: Ticket) -> str | None:
    """Why nothing would ever happen to this enrollment again, or None where something will."""
    problem = await _stall_of(client, ticket)
    if problem is None:
        return None
    # Read again: it may have ended since the ticket was read.
    now = await ledger.ticket(ticket.enrollment_id)
    return None if now.state.is_ended else f"{ticket.enrollment_id}: {problem}"


async def _stall_of(client: Client, ticket: Ticket) -> str | None:
    status = await run_status(client, ticket.workflow_id)
    if status is None:
        return "its workflow was never started; `drumbeat ledger reconcile` starts it"
    if not status.is_running:
        how = status.status.name.lower() if status.status else "gone"
        return f"its workflow is {how}; `drumbeat ledger reconcile` restarts it"
    if not status.belongs_to(ticket.enrollment_id):
        return "another enrollment's run has its place; `drumbeat ledger reconcile` ends that one"
    if status.is_stuck:
        return f"its workflow task fails, at try {status.tries} by now; see it in Temporal UI"
    if await what_it_waits_for(client, ticket.workflow_id) or waits_for_a_person(ticket.state):
        return None
    return "its workflow waits for nothing: no timer, no open task, no named hold"


def waits_for_a_person(state: Enrollment) -> bool:
    """Whether an open task or a named hold without an end explains that no timer runs."""
    ends = [task.until for task in state.open_tasks()]
    ends += state.pauses.values()
    ends += [touch.until for touch in state.touches.values() if touch.status is Touched.HELD]
    return None in ends

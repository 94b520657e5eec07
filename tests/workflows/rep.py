"""A rep at the call that an enrollment waits for, and what the rep can ask of its run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.cadence import Cadence
from domain.facts import Fact
from ledger.records import Ticket
from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.stage import Handle, Stage
from workflows.contract import CompleteTask, JumpTo, PostponeTask, SkipStep
from workflows.enrollment import EnrollmentWorkflow

CADENCE = a_cadence(
    steps=[
        a_step(id="call", channel="call", blocking=True, overdue={"escalate": 1, "skip": 2}),
        a_step(id="second", day=4),
        a_step(id="third", day=8),
        a_step(id="last", day=12),
    ]
)


async def at_the_call(stage: Stage, cadence: Cadence = CADENCE) -> tuple[Ticket, Handle]:
    """An enrollment whose call waits for a rep."""
    ticket, handle = await stage.enroll(a_prospect(), cadence)
    await stage.until_open(ticket, "call")
    return ticket, handle


async def complete(handle: Handle, disposition: str = "connected", **fields: Any) -> str:  # noqa: ANN401 -- whatever a request has
    done = CompleteTask("call", disposition, **{"by": "ana", "request_id": "1", **fields})
    return await handle.execute_update(EnrollmentWorkflow.complete_task, done)


async def postpone(handle: Handle, stage: Stage, days: float, request_id: str = "p") -> str:
    due_at = await stage.now() + timedelta(days=days)
    later = PostponeTask("call", due_at, "snoozed", "ana", request_id)
    return await handle.execute_update(EnrollmentWorkflow.postpone_task, later)


async def skip(handle: Handle, step: str, request_id: str = "s") -> str:
    left_out = SkipStep(step, "ana", request_id)
    return await handle.execute_update(EnrollmentWorkflow.skip_step, left_out)


async def jump(handle: Handle, step: str, request_id: str = "j") -> str:
    return await handle.execute_update(EnrollmentWorkflow.jump_to, JumpTo(step, "ana", request_id))


def why(refused: pytest.ExceptionInfo[WorkflowUpdateFailedError]) -> str:
    """The one line that the rep reads."""
    return str(getattr(refused.value.cause, "message", ""))


async def of_type(stage: Stage, ticket: Ticket, kind: type[Fact]) -> list[Fact]:
    return [fact for fact in await stage.facts(ticket) if isinstance(fact, kind)]

"""Asks a run for what a person wants of it, and waits for the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from temporalio.client import Client
from temporalio.workflow import UpdateMethodMultiParam

from workflows.contract import (
    CompleteTask,
    FinishRequest,
    JumpTo,
    PauseRequest,
    PostponeTask,
    ResumeRequest,
    SkipStep,
)
from workflows.enrollment import EnrollmentWorkflow

Request = TypeVar(
    "Request",
    CompleteTask,
    PostponeTask,
    SkipStep,
    JumpTo,
    PauseRequest,
    ResumeRequest,
    FinishRequest,
)

# How long a worker may take to answer before we say that there is none.
ANSWER_WITHIN = timedelta(seconds=10)


async def ask(
    client: Client,
    workflow_id: str,
    update: UpdateMethodMultiParam[[EnrollmentWorkflow, Request], str],
    request: Request,
) -> str:
    """The state of the enrollment once the request is obeyed.

    The same request again, even after the run has ended, is answered as before: Temporal knows it
    by its id. Raises `WorkflowUpdateFailedError` with one clear line where it is refused.
    """
    run = client.get_workflow_handle_for(EnrollmentWorkflow.run, workflow_id)
    return await run.execute_update(
        update, request, id=request.request_id, rpc_timeout=ANSWER_WITHIN
    )

"""Asks runs for what people want of them, and says what became of it in a person's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import DrumbeatError
from workflows.contract import (
    CompleteTask,
    CorrectReply,
    FinishRequest,
    Outcome,
    PauseRequest,
    ResumeRequest,
)
from workflows.enrollment import EnrollmentWorkflow

# How long a worker may take to answer an update before we say that there is none.
ANSWER_LIMIT = timedelta(seconds=10)


class RunRefused(DrumbeatError):
    """The run does not do this as it stands."""


class NoAnswer(DrumbeatError):
    """Temporal or a worker gave no answer."""


async def pause(client: Client, workflow_id: str, request: PauseRequest) -> str:
    """Stand still; the state afterwards. Raises `RunRefused` and `NoAnswer`, as the others do."""
    with answers():
        return await _run(client, workflow_id).execute_update(
            EnrollmentWorkflow.pause, request, rpc_timeout=ANSWER_LIMIT
        )


async def resume(client: Client, workflow_id: str, request: ResumeRequest) -> str:
    """Go on; the state afterwards."""
    with answers():
        return await _run(client, workflow_id).execute_update(
            EnrollmentWorkflow.resume, request, rpc_timeout=ANSWER_LIMIT
        )


async def finish(client: Client, workflow_id: str, request: FinishRequest) -> str:
    """End by hand; the state afterwards."""
    with answers():
        return await _run(client, workflow_id).execute_update(
            EnrollmentWorkflow.finish, request, rpc_timeout=ANSWER_LIMIT
        )


async def complete_task(client: Client, workflow_id: str, done: CompleteTask) -> str:
    """A rep has done the touch; the state afterwards."""
    with answers():
        return await _run(client, workflow_id).execute_update(
            EnrollmentWorkflow.complete_task, done, rpc_timeout=ANSWER_LIMIT
        )


async def correct_reply(client: Client, workflow_id: str, request: CorrectReply) -> str:
    """A person says what a reply was; the state afterwards."""
    with answers():
        return await _run(client, workflow_id).execute_update(
            EnrollmentWorkflow.correct_reply, request, rpc_timeout=ANSWER_LIMIT
        )


@contextmanager
def answers() -> Iterator[None]:
    """What Temporal and the workflow answer, as errors a person can use."""
    try:
        yield
    except WorkflowUpdateFailedError as error:
        raise RunRefused(getattr(error.cause, "message", str(error.cause))) from error
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        raise NoAnswer(
            f"no worker answered within {ANSWER_LIMIT.seconds} s; start one with `drumbeat worker`"
        ) from error
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NoAnswer(
                "its workflow is not running; `drumbeat ledger reconcile` starts what should run"
            ) from error
        raise NoAnswer(f"Temporal could not do it: {error.message}") from error
    except RuntimeError as error:
        # So the SDK says that a lazy client cannot connect.
        if not str(error).startswith("Failed client connect"):
            raise
        raise NoAnswer("Temporal does not answer; try again in a moment") from error


def _run(client: Client, workflow_id: str) -> WorkflowHandle[EnrollmentWorkflow, Outcome]:
    return client.get_workflow_handle_for(EnrollmentWorkflow.run, workflow_id)

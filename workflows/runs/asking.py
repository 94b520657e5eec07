"""Asks runs for what people want of them, and says what became of it in a person's words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.workflow import UpdateMethodMultiParam

from domain.errors import DrumbeatError
from workflows.contract import (
    CompleteTask,
    CorrectReply,
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
    CorrectReply,
    FinishRequest,
    JumpTo,
    PauseRequest,
    PostponeTask,
    ResumeRequest,
    SkipStep,
)

# How long a worker may take to answer an update before we say that there is none.
ANSWER_LIMIT = timedelta(seconds=10)

# So the server calls what no worker has looked at, because the run went over to another one just
# then: temporalio/temporal, service/history/workflow/update/errors_failures.go.
UNPROCESSED = "UnprocessedUpdate"
# In seconds of the host: how long to wait each time before it is asked again.
ASKED_AGAIN_AFTER = (0.1, 0.2, 0.5, 1.0, 2.0)


class RunRefused(DrumbeatError):
    """The run does not do this as it stands."""


class NoAnswer(DrumbeatError):
    """Temporal or a worker gave no answer."""


class NotRunning(NoAnswer):
    """Its workflow is not running."""


class GoesOver(NoAnswer):
    """The run is going over to another worker."""


async def ask(
    client: Client,
    workflow_id: str,
    update: UpdateMethodMultiParam[[EnrollmentWorkflow, Request], str],
    request: Request,
) -> str:
    """The state of the enrollment once the request is obeyed.

    The same request again, even after the run has ended, is answered as before: Temporal knows it
    by its id. So it is asked again where the run goes over to another worker. Raises `RunRefused`
    with one clear line, and `NoAnswer`.
    """
    for wait in ASKED_AGAIN_AFTER:
        try:
            return await _ask_once(client, workflow_id, update, request)
        except GoesOver:
            await asyncio.sleep(wait)
    return await _ask_once(client, workflow_id, update, request)


async def _ask_once(
    client: Client,
    workflow_id: str,
    update: UpdateMethodMultiParam[[EnrollmentWorkflow, Request], str],
    request: Request,
) -> str:
    run = client.get_workflow_handle_for(EnrollmentWorkflow.run, workflow_id)
    with answers():
        return await run.execute_update(
            update, request, id=request.request_id, rpc_timeout=ANSWER_LIMIT
        )


@contextmanager
def answers() -> Iterator[None]:
    """What Temporal and the workflow answer, as errors a person can use."""
    try:
        yield
    except WorkflowUpdateFailedError as error:
        if isinstance(error.cause, ApplicationError) and error.cause.type == UNPROCESSED:
            raise GoesOver("its run goes over to another worker; ask again in a moment") from error
        raise RunRefused(getattr(error.cause, "message", str(error.cause))) from error
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        raise NoAnswer(
            f"no worker answered within {ANSWER_LIMIT.seconds} s; start one with `drumbeat worker`"
        ) from error
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NotRunning(
                "its workflow is not running; `drumbeat ledger reconcile` starts what should run"
            ) from error
        raise NoAnswer(f"Temporal could not do it: {error.message}") from error
    except RuntimeError as error:
        # So the SDK says that a lazy client cannot connect.
        if not str(error).startswith("Failed client connect"):
            raise
        raise NoAnswer("Temporal does not answer; try again in a moment") from error

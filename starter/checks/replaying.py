"""The replay gate on an installation's own histories: whether this release goes on with each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from workflows.enrollment import EnrollmentWorkflow

OPEN = 'WorkflowType = "EnrollmentWorkflow" AND ExecutionStatus = "Running"'


@dataclass(frozen=True)
class Replayed:
    """How many open histories were replayed, and why some, by their workflow id, cannot be."""

    histories: int
    failures: Mapping[str, str]


async def replay_open(client: Client) -> Replayed:
    """Replay every open enrollment's history by the code of this process. Raises `RPCError`."""
    replayer = Replayer(
        workflows=[EnrollmentWorkflow],
        data_converter=client.data_converter,
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    failures: dict[str, str] = {}
    histories = 0
    async with replayer.workflow_replay_iterator(_histories(client)) as results:
        async for result in results:
            histories += 1
            if result.replay_failure is not None:
                words = " ".join(str(result.replay_failure).split())
                failures[result.history.workflow_id] = words
    return Replayed(histories, failures)


async def _histories(client: Client) -> AsyncIterator[WorkflowHistory]:
    async for history in client.list_workflows(OPEN).map_histories():
        yield history

"""A run that a bad deploy keeps from going on is seen, on a real server."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from domain.clock import Clock
from starter.checks.liveness import verify_everything
from tests.contracts.scene import a_ticket
from tests.e2e.house import a_house
from workflows.contract import EnrollmentInput
from workflows.runs.liveness import RunStatus, run_status, under_way
from workflows.runs.reconciling import input_of

# Two workflow tasks of this run timed out with their workers; then it went to sleep.
HISTORIES = Path(__file__).parents[1] / "histories"
WORKERS_DIED = HISTORIES / "0.1.0-asked_while_planning.json"
TIMED_OUT = EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT
# A failed workflow task is tried again when it has timed out; the usual ten seconds are long here.
SOON = timedelta(seconds=1)


@workflow.defn(name="EnrollmentWorkflow")
class BadDeploy:
    """A release whose first line is wrong."""

    @workflow.run
    async def run(self, given: EnrollmentInput) -> None:
        raise RuntimeError("a bug that nobody expected")


async def test_a_workflow_task_that_keeps_failing_is_a_problem(tmp_path: Path) -> None:
    """Temporal calls the run running; only the tries of its task tell that nothing happens."""
    async with a_house(tmp_path, 1.0) as house, house.ledger() as ledger:
        ticket = await a_ticket(ledger)
        client, queue = await house.client(), house.settings.task_queue
        await client.start_workflow(
            "EnrollmentWorkflow",
            input_of(ticket, Clock()),
            id=ticket.workflow_id,
            task_queue=queue,
            task_timeout=SOON,
        )
        before = await run_status(client, ticket.workflow_id)
        sound = await verify_everything(client, ledger)
        runner = UnsandboxedWorkflowRunner()
        async with Worker(client, task_queue=queue, workflows=[BadDeploy], workflow_runner=runner):
            stuck = await _stuck(client, ticket.workflow_id)
            found = await verify_everything(client, ledger)

        assert before is not None
        assert (before.is_running, before.is_stuck) == (True, False)
        assert sound.problems == []
        assert stuck.is_running
        (problem,) = found.problems
        assert problem.startswith(f"{ticket.enrollment_id}: its workflow task fails")


def what_is_under_way(history: WorkflowHistory, events: int) -> list[int]:
    return [event.event_type for event in under_way(history.events[:events])]


def test_a_workflow_task_is_over_when_a_later_one_is() -> None:
    """One that died with its worker is tried again: until that is done, and no longer."""
    history = WorkflowHistory.from_json("asked", WORKERS_DIED.read_text(encoding="utf-8"))
    types = [event.event_type for event in history.events]
    died = len(types) - types[::-1].index(TIMED_OUT)

    assert what_is_under_way(history, died) == [EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED]
    assert what_is_under_way(history, len(types)) == [EventType.EVENT_TYPE_TIMER_STARTED]


async def _stuck(client: Client, workflow_id: str) -> RunStatus:
    """The run's status, as soon as it is called stuck."""
    async with asyncio.timeout(30):
        while True:
            status = await run_status(client, workflow_id)
            if status is not None and status.is_stuck:
                return status
            await asyncio.sleep(0.1)

"""A rep who works the task queue of the demo, one outcome after the other."""

from __future__ import annotations

import asyncio
import itertools

from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError

from ledger.records import TaskRow
from ledger.sql import SqlLedger
from starter.demo.script import DISPOSITIONS
from workflows.contract import CompleteTask
from workflows.enrollment import EnrollmentWorkflow

LOOK_EVERY = 0.3
AT_ONCE = 8
# A task that ended meanwhile, or a worker that is down.
NOT_THIS_TIME = (
    RPCError,
    TimeoutError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)


class Rep:
    """Completes every open task through the workflow's update, as `drumbeat task complete` does."""

    def __init__(self, client: Client, ledger: SqlLedger) -> None:
        self._client = client
        self._ledger = ledger
        self._dispositions = itertools.cycle(DISPOSITIONS)
        self.completed = 0

    async def work(self) -> None:
        """Until cancelled."""
        while True:
            tasks = await self._ledger.tasks()
            for batch in _batches(tasks):
                await asyncio.gather(*map(self._complete, batch))
            await asyncio.sleep(LOOK_EVERY)

    async def _complete(self, task: TaskRow) -> None:
        """A task that ended meanwhile, or a worker that is down, is left for the next round."""
        handle = self._client.get_workflow_handle_for(EnrollmentWorkflow.run, task.workflow_id)
        done = CompleteTask(task.step, next(self._dispositions), "demo rep")
        try:
            async with asyncio.timeout(2):
                await handle.execute_update(EnrollmentWorkflow.complete_task, done)
        except NOT_THIS_TIME:
            return
        self.completed += 1


def _batches(tasks: tuple[TaskRow, ...]) -> list[tuple[TaskRow, ...]]:
    return [tasks[start : start + AT_ONCE] for start in range(0, len(tasks), AT_ONCE)]

"""The floor: a bare workflow that sleeps, runs a no-op activity eight times, and can be stopped."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import PollerBehaviorAutoscaling, Worker

with workflow.unsafe.imports_passed_through():
    from bench.sizes import TOUCHES


@activity.defn
async def touch(number: int) -> int:
    """Do nothing."""
    return number


@workflow.defn
class FloorWorkflow:
    """Timer, activity, eight times; a signal ends it."""

    def __init__(self) -> None:
        self._stopped = False

    @workflow.run
    async def run(self, first_wait: float, wait: float) -> int:
        """Returns how many touches were made; waits are in seconds."""
        for number in range(TOUCHES):
            seconds = wait if number else first_wait
            try:
                await workflow.wait_condition(
                    lambda: self._stopped, timeout=timedelta(seconds=seconds)
                )
            except TimeoutError:
                await workflow.execute_activity(
                    touch, number, start_to_close_timeout=timedelta(seconds=30)
                )
            else:
                return number
        return TOUCHES

    @workflow.signal
    def stop(self) -> None:
        """End."""
        self._stopped = True


async def work(address: str, task_queue: str) -> None:
    """One worker process of the floor, until it is terminated."""
    client = await Client.connect(address, data_converter=pydantic_data_converter)
    worker = Worker(
        client,
        task_queue=task_queue,
        workflows=[FloorWorkflow],
        activities=[touch],
        max_cached_workflows=1000,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
    await worker.run()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2]))

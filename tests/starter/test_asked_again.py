"""What is asked of a run just as it goes over to another worker, on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from secrets import token_hex

import pytest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    PollWorkflowTaskQueueRequest,
    RespondWorkflowTaskCompletedRequest,
)
from temporalio.client import Client

from activities.transports.smtp import SmtpTransport
from config.host_clock import host_now
from config.settings import load_settings
from config.temporal import connect
from domain.mailboxes.servers import Server
from starter.session import opened_ledger
from tests.builders import ROBIN
from tests.starter.command_line import CommandLine
from tests.starter.test_upgrade import a_worker, enroll_and_wait
from worker.build import activities_of, build_worker, sandboxed
from workflows.contract import CompleteTask
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.asking import GoesOver, ask

DONE = CompleteTask("ring", "connected", "ana", request_id="1")


@pytest.fixture
def at_the_call(drumbeat_on_temporal: CommandLine, monkeypatch: pytest.MonkeyPatch) -> str:
    """The workflow id of Zoe's run, which waits for her task and has no worker any more."""
    monkeypatch.setenv("DRUMBEAT_TASK_QUEUE", f"of-a-test-{token_hex(4)}")
    with a_worker():
        enroll_and_wait(drumbeat_on_temporal)
    return asyncio.run(_workflow_id())


async def _workflow_id() -> str:
    async with opened_ledger(load_settings()) as ledger:
        (task,) = await ledger.tasks()
        return task.workflow_id


async def _pass_over(client: Client) -> None:
    """As a worker that leaves: end one workflow task, and look at no update in it."""
    queue = TaskQueue(name=load_settings().task_queue)
    task = await client.workflow_service.poll_workflow_task_queue(
        PollWorkflowTaskQueueRequest(namespace=client.namespace, task_queue=queue)
    )
    assert [message.id for message in task.messages]
    await client.workflow_service.respond_workflow_task_completed(
        RespondWorkflowTaskCompletedRequest(task_token=task.task_token, namespace=client.namespace)
    )


@asynccontextmanager
async def _a_worker_here(client: Client) -> AsyncIterator[None]:
    """At once: a process of its own may take longer to begin than an answer is waited for."""
    settings = load_settings()
    async with (
        opened_ledger(settings) as ledger,
        aclosing(SmtpTransport(Server("127.0.0.1", settings.smtp_port))) as transport,
    ):
        activities = activities_of(ledger, transport, (ROBIN,), host_now)
        async with build_worker(client, settings.task_queue, activities, runner=sandboxed()):
            yield


def test_it_is_asked_again_until_a_worker_has_looked(at_the_call: str) -> None:
    """The server refuses what a worker passed over; the next worker obeys, and nobody notices."""

    async def passed_over_once() -> str:
        client = await connect(load_settings())
        asked = asyncio.create_task(
            ask(client, at_the_call, EnrollmentWorkflow.complete_task, DONE)
        )
        await _pass_over(client)
        async with _a_worker_here(client):
            return await asked

    assert asyncio.run(passed_over_once()) == "active"


def test_where_no_worker_ever_looks_it_says_so(at_the_call: str) -> None:
    """In our own words, after a few seconds."""

    async def passed_over_always() -> None:
        client = await connect(load_settings())

        async def pass_over() -> None:
            while True:
                await _pass_over(client)

        passing = asyncio.create_task(pass_over())
        try:
            await ask(client, at_the_call, EnrollmentWorkflow.complete_task, DONE)
        finally:
            passing.cancel()

    with pytest.raises(GoesOver, match="goes over to another worker"):
        asyncio.run(passed_over_always())

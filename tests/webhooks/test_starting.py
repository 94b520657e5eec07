"""Who was enrolled by the door is started by it, on a real server that may come later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from temporalio.client import Client

from domain.clock import Clock
from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from starter.ports import free_port
from tests.webhooks.door import ended, enrolled
from tests.webhooks.temporal_server import lazy_client, temporal_on
from webhooks.starting import Starter
from workflows.liveness import run_status

WITHIN = 15


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    ledger = open_ledger(url)
    yield ledger
    await ledger.close()


@asynccontextmanager
async def running(starter: Starter) -> AsyncIterator[None]:
    task = asyncio.create_task(starter.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def until_started(client: Client, workflow_id: str) -> None:
    async with asyncio.timeout(WITHIN):
        while not ((status := await run_status(client, workflow_id)) and status.is_running):
            await asyncio.sleep(0.02)


async def test_a_run_is_started_once(sqlite: SqlLedger) -> None:
    """Asked twice, as a repeated request does, there is one run, with the ledger's input."""
    ticket = await enrolled(sqlite)

    async with temporal_on(free_port()) as client:
        starter = Starter(client, sqlite, Clock(), "drumbeat")
        async with running(starter):
            starter.start(ticket.enrollment_id)
            starter.start(ticket.enrollment_id)
            await until_started(client, ticket.workflow_id)
        history = await client.get_workflow_handle(ticket.workflow_id).fetch_history()

    first = history.events[0].workflow_execution_started_event_attributes
    assert first.task_queue.name == "drumbeat"
    assert ticket.enrollment_id.encode() in first.input.payloads[0].data


async def test_temporal_may_come_later(sqlite: SqlLedger) -> None:
    """The door has answered already; the run starts as soon as there is somebody to start it."""
    ticket = await enrolled(sqlite)
    port = free_port()
    starter = Starter(await lazy_client(port), sqlite, Clock(), "drumbeat")

    async with running(starter):
        starter.start(ticket.enrollment_id)
        await asyncio.sleep(0.3)
        async with temporal_on(port) as client:
            await until_started(client, ticket.workflow_id)


async def test_what_cannot_be_started_holds_nobody_up(sqlite: SqlLedger) -> None:
    """One that has ended or is not known is passed over; the next one starts."""
    first = await enrolled(sqlite, "bo@else.example")
    await ended(sqlite, first)
    second = await enrolled(sqlite)

    async with temporal_on(free_port()) as client:
        starter = Starter(client, sqlite, Clock(), "drumbeat")
        async with running(starter):
            for enrollment_id in (first.enrollment_id, "e-unknown", second.enrollment_id):
                starter.start(enrollment_id)
            await until_started(client, second.workflow_id)
        assert await run_status(client, first.workflow_id) is None

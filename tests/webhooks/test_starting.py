"""Who was enrolled by the door is started by it, on a real server that may come later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from temporalio.client import Client

from config.temporal import add_search_attributes
from domain.clock import Clock
from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from starter.stack.ports import free_port
from tests.webhooks.door import ended, enrolled
from tests.webhooks.temporal_server import lazy_client, temporal_on
from webhooks.starting import Starter
from workflows.runs.liveness import run_status

WITHIN = 20


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


@asynccontextmanager
async def prepared(port: int) -> AsyncIterator[Client]:
    """A server that knows the search attributes, as a worker's start leaves it."""
    async with temporal_on(port) as client:
        await add_search_attributes(client)
        yield client


@asynccontextmanager
async def reached_by(port: int, server: int) -> AsyncIterator[None]:
    """Connections to the port go to the server, from now on."""

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", server)
        await asyncio.gather(pipe(reader, back), pipe(there, writer))

    async with await asyncio.start_server(connect, "127.0.0.1", port):
        yield


async def until_started(client: Client, workflow_id: str) -> None:
    async with asyncio.timeout(WITHIN):
        while True:
            status = await run_status(client, workflow_id)
            if status is not None and status.is_running:
                return
            await asyncio.sleep(0.02)


async def test_a_run_is_started_once(sqlite: SqlLedger) -> None:
    """Asked twice, as a repeated request does, there is one run, with the ledger's input."""
    ticket = await enrolled(sqlite)

    async with prepared(free_port()) as client:
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
    port, server = free_port(), free_port()
    starter = Starter(await lazy_client(port), sqlite, Clock(), "drumbeat")

    async with prepared(server) as client, running(starter):
        starter.start(ticket.enrollment_id)
        await asyncio.sleep(0.3)
        assert await run_status(client, ticket.workflow_id) is None
        async with reached_by(port, server):
            await until_started(client, ticket.workflow_id)


async def test_what_cannot_be_started_holds_nobody_up(sqlite: SqlLedger) -> None:
    """One that has ended or is not known is passed over; the next one starts."""
    first = await enrolled(sqlite, "bo@else.example")
    await ended(sqlite, first)
    second = await enrolled(sqlite)

    async with prepared(free_port()) as client:
        starter = Starter(client, sqlite, Clock(), "drumbeat")
        async with running(starter):
            for enrollment_id in (first.enrollment_id, "e-unknown", second.enrollment_id):
                starter.start(enrollment_id)
            await until_started(client, second.workflow_id)
        assert await run_status(client, first.workflow_id) is None

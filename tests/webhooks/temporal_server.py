"""A real Temporal server on a port of its own, started and stopped by a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from tests.binaries import TEST_SERVER

# A workflow that no worker runs: signals are stored all the same, and its history shows them.
UNATTENDED = "EnrollmentWorkflow"


@asynccontextmanager
async def temporal_on(port: int) -> AsyncIterator[Client]:
    server = await asyncio.create_subprocess_exec(TEST_SERVER, str(port))
    try:
        yield await _connected(port)
    finally:
        server.terminate()
        await server.wait()


async def lazy_client(port: int) -> Client:
    """As `config.temporal.connect(..., lazy=True)` makes it."""
    return await Client.connect(
        f"127.0.0.1:{port}", data_converter=pydantic_data_converter, lazy=True
    )


async def signals_in(client: Client, workflow_id: str) -> list[tuple[str, list[object]]]:
    """The signals in a workflow's history: name and arguments."""
    history = await client.get_workflow_handle(workflow_id).fetch_history()
    received = [
        event.workflow_execution_signaled_event_attributes
        for event in history.events
        if event.HasField("workflow_execution_signaled_event_attributes")
    ]
    converter = client.data_converter
    return [
        (signal.signal_name, await converter.decode(signal.input.payloads)) for signal in received
    ]


async def _connected(port: int) -> Client:
    client = await lazy_client(port)
    async with asyncio.timeout(15):
        while True:
            try:
                await client.service_client.check_health()
            except RuntimeError:
                await asyncio.sleep(0.02)
            else:
                return client

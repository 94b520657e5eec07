"""Signals reach a workflow of a real server, and what stands in their way is named."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import Client

from domain.facts import INBOUND, ReplyReceived
from starter.stack.ports import free_port
from tests.webhooks.door import MONDAY
from tests.webhooks.temporal_server import (
    UNATTENDED,
    lazy_client,
    signals_in,
    temporal_on,
)
from webhooks import signals
from webhooks.errors import TemporalUnavailable
from webhooks.signals import Signaled, TemporalSignals

REPLY = ReplyReceived(at=MONDAY + timedelta(microseconds=1), source_id="webhook/msg_1")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with temporal_on(free_port()) as connected:
        yield connected


async def test_fact_arrives_as_a_signal_of_its_name(client: Client) -> None:
    """Each fact is a signal named after its type, with enrollment, source id, instant, detail."""
    await client.start_workflow(UNATTENDED, id="enrollment/default/p-1", task_queue="unattended")
    facts = [kind(at=REPLY.at, source_id=f"webhook/{name}") for name, kind in INBOUND.items()]

    for fact in facts:
        answer = await TemporalSignals(client).signal("enrollment/default/p-1", "e-1", fact)
        assert answer is Signaled.HEARD

    heard = {"enrollment_id": "e-1", "at": "2026-03-02T09:00:00.000001Z", "detail": None}
    assert await signals_in(client, "enrollment/default/p-1") == [
        (name, [{**heard, "source_id": f"webhook/{name}"}]) for name in INBOUND
    ]


async def test_workflow_that_never_was_or_has_ended_is_named(client: Client) -> None:
    """Neither an unknown nor an ended workflow hears anything; that is not the same as away."""
    handle = await client.start_workflow(UNATTENDED, id="ended", task_queue="unattended")
    await handle.terminate()

    assert await TemporalSignals(client).signal("never", "e-1", REPLY) is Signaled.NO_WORKFLOW
    assert await TemporalSignals(client).signal("ended", "e-1", REPLY) is Signaled.NO_WORKFLOW


async def test_temporal_may_come_later_than_the_client() -> None:
    """A lazy client says that Temporal is away, and works as soon as it is there."""
    port = free_port()
    lazy = TemporalSignals(await lazy_client(port))

    with pytest.raises(TemporalUnavailable):
        await lazy.signal("w", "e-1", REPLY)
    async with temporal_on(port) as client:
        await client.start_workflow(UNATTENDED, id="w", task_queue="unattended")
        assert await lazy.signal("w", "e-1", REPLY) is Signaled.HEARD


async def test_temporal_may_go_away_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that was connected survives the loss of its server."""
    monkeypatch.setattr(signals, "ANSWER_WITHIN", 0.5)
    port = free_port()
    kept = TemporalSignals(await lazy_client(port))

    async with temporal_on(port):
        assert await kept.signal("w", "e-1", REPLY) is Signaled.NO_WORKFLOW
    with pytest.raises(TemporalUnavailable):
        await kept.signal("w", "e-1", REPLY)
    async with temporal_on(port):
        monkeypatch.setattr(signals, "ANSWER_WITHIN", 5.0)
        assert await kept.signal("w", "e-1", REPLY) is Signaled.NO_WORKFLOW


async def test_server_that_never_answers_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that hangs is given up in time."""
    monkeypatch.setattr(signals, "ANSWER_WITHIN", 0.2)

    with socket.create_server(("127.0.0.1", 0)) as silent:
        lazy = TemporalSignals(await lazy_client(silent.getsockname()[1]))
        with pytest.raises(TemporalUnavailable):
            async with asyncio.timeout(5):
                await lazy.signal("w", "e-1", REPLY)

"""A recording `Signals`, and waiting for what it will have heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from domain.facts import InboundFact
from domain.ports import InboundEvent, Ingested
from ledger.records import Ticket
from tests.webhooks.door import MONDAY, ShippedLedger
from webhooks.dispatcher import Dispatcher, Rhythm
from webhooks.errors import TemporalUnavailable
from webhooks.signals import Signaled, Signals

QUICK = Rhythm(poll=0.005, first=0.005, longest=0.02)


class Switchboard:
    """Who was told what, in order; it can be away, or find nobody or fail for some source ids."""

    def __init__(self) -> None:
        self.is_away = False
        self.unheard: set[str] = set()
        self.failing: set[str] = set()
        self.attempts: list[str] = []
        self.heard: list[tuple[str, str]] = []
        self.facts: list[InboundFact] = []

    async def signal(self, workflow_id: str, enrollment_id: str, fact: InboundFact) -> Signaled:
        self.attempts.append(enrollment_id)
        is_away = self.is_away
        # As on a wire, others get their turn before the answer is there.
        await asyncio.sleep(0)
        if is_away:
            raise TemporalUnavailable
        if fact.source_id in self.failing:
            raise ValueError(fact.source_id)
        if fact.source_id in self.unheard:
            return Signaled.NO_WORKFLOW
        self.heard.append((enrollment_id, fact.source_id))
        self.facts.append(fact)
        return Signaled.HEARD


@asynccontextmanager
async def dispatching(
    ledger: ShippedLedger, board: Signals, rhythm: Rhythm = QUICK
) -> AsyncIterator[Dispatcher]:
    dispatcher = Dispatcher(ledger, board, lambda: MONDAY, rhythm)
    running = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def until(condition: Callable[[], bool]) -> None:
    """Return once the condition holds; fail after five seconds."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 -- what it waits for sets no event
            await asyncio.sleep(0.002)


async def until_settled(ledger: ShippedLedger, *left: str) -> None:
    """Return once the inbox has nothing to deliver but these source ids; fail after 5 s."""
    async with asyncio.timeout(5):
        while [row.source_id for row in await ledger.undelivered(100)] != list(left):  # noqa: ASYNC110 -- likewise
            await asyncio.sleep(0.002)


async def heard_of(
    ledger: ShippedLedger, ticket: Ticket, event_id: str, fact: str = "reply"
) -> tuple[str, str]:
    """Let an event into the inbox; what the workflow is to be told of it."""
    event = InboundEvent(
        provider="webhook",
        event_id=event_id,
        fact=fact,
        received_at=MONDAY,
        raw=b"",
        enrollment_id=ticket.enrollment_id,
    )
    assert await ledger.ingest(event) == (Ingested.ACCEPTED, ticket.enrollment_id)
    return ticket.enrollment_id, f"webhook/{event_id}"

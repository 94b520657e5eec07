"""From the inbox to the workflows: at least once, in order for each enrollment.

Delivery does not clear the stop that an event has set: the workflow's recorded fact does that.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from domain.errors import LedgerUnavailable
from domain.facts import inbound_fact
from domain.ports import InboundEvent, Ingested, Ingress
from ledger.records import InboxRow, Ticket
from webhooks.errors import TemporalUnavailable
from webhooks.signals import Signaled, Signals

PAGE = 100
LANES = 32

log = structlog.stdlib.get_logger(__name__)


class Inbox(Protocol):
    """What the dispatcher needs of the ledger; each method may raise `LedgerUnavailable`."""

    async def undelivered(self, limit: int, /) -> tuple[InboxRow, ...]:
        """The oldest accepted events that no workflow has heard."""

    async def delivered(self, inbox_id: int, at: datetime, /) -> None:
        """Mark that the workflow has heard the event."""

    async def set_aside(self, inbox_id: int, reason: str, at: datetime, /) -> None:
        """Give the event a final verdict without a workflow, and clear its pending stop."""

    async def ticket(self, enrollment_id: str, /) -> Ticket:
        """How the enrollment stands."""


@dataclass(frozen=True)
class Rhythm:
    """How long to wait, in seconds of the host: between looks, and after failures, doubling."""

    poll: float = 0.2
    first: float = 0.2
    longest: float = 5.0

    def after(self, delay: float) -> float:
        """The delay after one more failure; `delay` is the one before, 0 if there was none."""
        return min(delay * 2, self.longest) or self.first


@dataclass(frozen=True)
class Held:
    """An enrollment whose next event could not be delivered; `until` is monotonic time."""

    delay: float
    until: float


class WakingIngress:
    """An ingress that wakes the dispatcher of its process when it has accepted an event."""

    def __init__(self, ingress: Ingress, wake: Callable[[], None]) -> None:
        self._ingress = ingress
        self._wake = wake

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        """As `Ingress.ingest`."""
        verdict, enrollment = await self._ingress.ingest(event)
        if verdict is Ingested.ACCEPTED:
            self._wake()
        return verdict, enrollment


class Dispatcher:
    """Signals every accepted event to its workflow; `now` is Drumbeat time."""

    def __init__(
        self,
        inbox: Inbox,
        signals: Signals,
        now: Callable[[], datetime],
        rhythm: Rhythm | None = None,
    ) -> None:
        self._inbox = inbox
        self._signals = signals
        self._now = now
        self._rhythm = rhythm or Rhythm()
        self._woken = asyncio.Event()
        self._lanes = asyncio.Semaphore(LANES)
        self._held: dict[str, Held] = {}
        self._waiting = 0

    def wake(self) -> None:
        """Look into the inbox at once."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        delay = 0.0
        while True:
            try:
                await self._deliver_all()
                delay = 0.0
                continue
            except (TemporalUnavailable, LedgerUnavailable) as away:
                log.warning("dispatcher_waits", reason=type(away).__name__)
            except Exception:
                # The process's outermost loop: an event must not be lost to a defect.
                log.exception("dispatcher_failed")
            delay = self._rhythm.after(delay)
            await asyncio.sleep(delay)

    async def _deliver_all(self) -> None:
        """One look and, unless there is more to be seen, the wait for the next."""
        self._woken.clear()
        if await self._round():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self._rhythm.poll):
                await self._woken.wait()

    async def _round(self) -> bool:
        """Try every event on a page; whether there may be more. Raises if nobody was reached."""
        # What waits for its workflow must not crowd out what came later.
        limit = PAGE + self._waiting
        rows = await self._inbox.undelivered(limit)
        queues = self._due_queues(rows)
        results = await asyncio.gather(
            *map(self._in_order, queues.values()), return_exceptions=True
        )
        _raise_if_away(results)
        self._hold_back(dict(zip(queues, results, strict=True)), rows)
        return len(rows) == limit

    def _due_queues(self, rows: Sequence[InboxRow]) -> dict[str, list[InboxRow]]:
        """The events of each enrollment, oldest first, without those held back."""
        queues: dict[str, list[InboxRow]] = {}
        for row in rows:
            held = self._held.get(row.enrollment_id)
            if held is None or held.until <= time.monotonic():
                queues.setdefault(row.enrollment_id, []).append(row)
        return queues

    async def _in_order(self, queue: Sequence[InboxRow]) -> bool:
        """Deliver one enrollment's events up to the first that cannot be; whether all were."""
        async with self._lanes:
            for row in queue:
                if not await self._settled(row):
                    return False
        return True

    async def _settled(self, row: InboxRow) -> bool:
        """Whether the event needs no further attempt."""
        fact = inbound_fact(row.fact, row.received_at, row.source_id, row.detail)
        signaled = await self._signals.signal(row.workflow_id, row.enrollment_id, fact)
        if signaled is Signaled.HEARD:
            await self._inbox.delivered(row.id, self._now())
            log.info("event_delivered", inbox_id=row.id, enrollment=row.enrollment_id)
            return True
        ticket = await self._inbox.ticket(row.enrollment_id)
        if not ticket.state.is_ended:
            # Open without a workflow: the reconciler starts it, and then it hears this.
            log.warning("event_waits", inbox_id=row.id, enrollment=row.enrollment_id)
            return False
        await self._inbox.set_aside(row.id, Ingested.TOO_LATE.value, self._now())
        log.info("event_too_late", inbox_id=row.id, enrollment=row.enrollment_id)
        return True

    def _hold_back(
        self, results: dict[str, bool | BaseException], rows: Sequence[InboxRow]
    ) -> None:
        """Give each enrollment that could not be told everything its own, growing wait."""
        seen = {row.enrollment_id for row in rows}
        held = {name: hold for name, hold in self._held.items() if name in seen - results.keys()}
        for enrollment, result in results.items():
            if isinstance(result, BaseException):
                log.error("event_failed", enrollment=enrollment, exc_info=result)
            if result is not True:
                held[enrollment] = self._longer(self._held.get(enrollment))
        self._held = held
        self._waiting = sum(row.enrollment_id in held for row in rows)

    def _longer(self, before: Held | None) -> Held:
        delay = self._rhythm.after(before.delay if before else 0.0)
        return Held(delay, time.monotonic() + delay)


def _raise_if_away(results: Sequence[bool | BaseException]) -> None:
    """Where nobody was reached it is Temporal or the ledger that is away, not an enrollment."""
    away = [r for r in results if isinstance(r, TemporalUnavailable | LedgerUnavailable)]
    if away and len(away) == len(results):
        raise away[0]

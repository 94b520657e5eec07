"""From the inbox to the workflows: at least once, in order for each enrollment.

Several may run side by side: each leases the enrollments whose events it tells. Delivery does not
clear the stop that an event has set: the workflow's recorded fact does that.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Protocol

import structlog

from config.host_clock import host_now
from domain.doubling import Doubling
from domain.errors import LedgerUnavailable
from domain.facts import Report
from domain.ports import InboundEvent, Ingested, Ingress
from ledger.records import InboxRow, Lease
from webhooks.delivering import Delivery, Outbox
from webhooks.errors import TemporalUnavailable
from webhooks.signals import ANSWER_WITHIN, Signals

PAGE = 100
LANES = 32
# Seconds after which another may tell what a killed dispatcher had leased.
LEASE = 10.0

log = structlog.stdlib.get_logger(__name__)


class Inbox(Outbox, Protocol):
    """What the dispatcher needs of the ledger; host time throughout.

    Each method may raise `LedgerUnavailable`.
    """

    async def due(self, holder: str, at: datetime, limit: int, /) -> tuple[str, ...]:
        """The enrollments of the oldest events that this dispatcher may tell."""

    async def lease(
        self, enrollment_ids: Sequence[str], lease: Lease, limit: int, /
    ) -> tuple[InboxRow, ...]:
        """Take those that nobody else has; their oldest events."""

    async def release(self, holder: str, held: Mapping[str, datetime], /) -> None:
        """Let go of everything; nobody tells the events of those named before their instant."""


@dataclass(frozen=True)
class Rhythm(Doubling):
    """How long to wait, in seconds of the host: between looks, and after failures, doubling."""

    first: float = 0.2
    longest: float = 5.0
    poll: float = 0.2


@dataclass(frozen=True)
class Held:
    """An enrollment whose next event could not be told, for how long, and until when."""

    delay: float
    until: datetime


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

    async def report(self, enrollment_id: str, fact: Report) -> Ingested:
        """As `Ingress.report`."""
        return await self._ingress.report(enrollment_id, fact)

    async def allow_texts(self, phone: str, heard: str, at: datetime) -> bool:
        """As `Ingress.allow_texts`."""
        return await self._ingress.allow_texts(phone, heard, at)


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
        self._delivery = Delivery(inbox, signals, now)
        self._rhythm = rhythm or Rhythm()
        self._holder = token_hex(8)
        self._woken = asyncio.Event()
        self._lanes = asyncio.Semaphore(LANES)
        self._held: dict[str, Held] = {}

    def wake(self) -> None:
        """Look into the inbox at once."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled; what was leased is free then."""
        try:
            await self._run()
        finally:
            with suppress(LedgerUnavailable):
                await self._inbox.release(self._holder, {})

    async def _run(self) -> None:
        delay = 0.0
        while True:
            try:
                # While nobody is reached a few try for all.
                await self._deliver_all(LANES if delay else PAGE)
                delay = 0.0
                continue
            except (TemporalUnavailable, LedgerUnavailable) as away:
                log.warning("dispatcher_waits", reason=type(away).__name__)
            except Exception:
                # The process's outermost loop: an event must not be lost to a defect.
                log.exception("dispatcher_failed")
            delay = self._rhythm.after(delay)
            await asyncio.sleep(delay)

    async def _deliver_all(self, most: int) -> None:
        """One look and, unless there is more to be seen, the wait for the next."""
        self._woken.clear()
        if await self.round(most):
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self._rhythm.poll):
                await self._woken.wait()

    async def round(self, most: int = PAGE) -> bool:
        """Tell what can be told of the oldest so many; whether there was anything.

        Raises `TemporalUnavailable` or `LedgerUnavailable` if nobody was reached.
        """
        queues = _by_enrollment(await self._leased(most))
        if not queues:
            return False
        until = time.monotonic() + LEASE - ANSWER_WITHIN
        results = await asyncio.gather(
            *(self._in_lane(queue, until) for queue in queues.values()), return_exceptions=True
        )
        away = _away(results)
        held = {} if away else self._hold_back(dict(zip(queues, results, strict=True)))
        await self._inbox.release(self._holder, held)
        if away:
            raise away
        return True

    async def _leased(self, most: int) -> tuple[InboxRow, ...]:
        at = host_now()
        # Read first: most looks find nothing, and then nobody has to wait for a writer.
        due = await self._inbox.due(self._holder, at, most)
        if not due:
            return ()
        return await self._inbox.lease(
            due, Lease(self._holder, at, at + timedelta(seconds=LEASE)), most
        )

    async def _in_lane(self, queue: Sequence[InboxRow], until: float) -> bool:
        async with self._lanes:
            return await self._delivery.in_order(queue, until)

    def _hold_back(self, results: Mapping[str, bool | BaseException]) -> dict[str, datetime]:
        """Give each enrollment that could not be told everything its own, growing wait."""
        at = host_now()
        failed = [name for name, result in results.items() if result is not True]
        held = {name: self._longer(name, at) for name in failed}
        if held:
            log.warning("enrollments_wait", count=len(held))
        longest = timedelta(seconds=self._rhythm.longest)
        # Those whose wait was over long ago have found another dispatcher.
        waiting = {name: one for name, one in self._held.items() if one.until + longest > at}
        self._held = {name: one for name, one in waiting.items() if name not in results} | held
        return {name: one.until for name, one in held.items()}

    def _longer(self, enrollment_id: str, at: datetime) -> Held:
        before = self._held.get(enrollment_id)
        delay = self._rhythm.after(before.delay if before else 0.0)
        return Held(delay, at + timedelta(seconds=delay))


def _by_enrollment(rows: Sequence[InboxRow]) -> dict[str, list[InboxRow]]:
    """The events of each enrollment, the oldest first."""
    queues: dict[str, list[InboxRow]] = {}
    for row in rows:
        queues.setdefault(row.enrollment_id, []).append(row)
    return queues


def _away(results: Sequence[bool | BaseException]) -> Exception | None:
    """Where nobody was reached it is Temporal or the ledger that is away, not an enrollment."""
    away = [r for r in results if isinstance(r, TemporalUnavailable | LedgerUnavailable)]
    return away[0] if away and len(away) == len(results) else None

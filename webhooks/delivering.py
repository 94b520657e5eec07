"""An event to its workflow: what is told, and what becomes of an event that cannot be."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import structlog

from domain.errors import LedgerUnavailable
from domain.facts import INBOUND, InboundFact, inbound_fact
from ledger.records import InboxRow, Ticket
from webhooks.errors import TemporalUnavailable, UnreadableEvent
from webhooks.signals import Signaled, Signals

# So often an event may fail for its own sake before a person has to look at it: with the pauses
# between them about half a minute, for which its enrollment's later events wait.
TRIES = 10
LONGEST_REASON = 500

log = structlog.stdlib.get_logger(__name__)


class Outbox(Protocol):
    """What a delivery tells the ledger; each method may raise `LedgerUnavailable`."""

    async def delivered(self, inbox_id: int, at: datetime, /) -> None:
        """Mark that the workflow has heard the event."""

    async def failed(self, inbox_id: int, reason: str, most: int, /) -> bool:
        """Count a try in vain; whether it was the last, and a person has to look.

        The pending stop stays.
        """

    async def too_late(self, inbox_id: int, at: datetime, /) -> None:
        """The enrollment has ended: its prospect's open one is to hear a stopping event.

        Where there is none nobody is to be told, and the pending stop is cleared.
        """

    async def ticket(self, enrollment_id: str, /) -> Ticket:
        """How the enrollment stands."""


class Delivery:
    """Tells events to their workflows; `now` is Drumbeat time."""

    def __init__(self, ledger: Outbox, signals: Signals, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._signals = signals
        self._now = now

    async def in_order(self, queue: Sequence[InboxRow], until: float) -> bool:
        """Tell one enrollment's events up to the first that cannot be told now; whether none is.

        What is left at `until`, in monotonic seconds, is left.
        """
        for row in queue:
            if time.monotonic() > until:
                break
            if not await self._is_settled(row):
                return False
        return True

    async def _is_settled(self, row: InboxRow) -> bool:
        """Whether the event needs no further attempt."""
        try:
            return await self._is_told(row)
        except (TemporalUnavailable, LedgerUnavailable):
            raise
        except Exception as error:
            # Whatever it is, it is this event's: a defect must not hold up what comes after it.
            log.exception("event_failed", inbox_id=row.id, enrollment=row.enrollment_id)
            return await self._is_set_aside(row, error)

    async def _is_told(self, row: InboxRow) -> bool:
        """By the ledger first: the run that has the workflow id may be of the next enrollment."""
        fact = fact_of(row)
        if await self._is_past(row):
            return True
        signaled = await self._signals.signal(row.workflow_id, row.enrollment_id, fact)
        if signaled is Signaled.HEARD:
            await self._ledger.delivered(row.id, self._now())
            log.info("event_delivered", inbox_id=row.id, enrollment=row.enrollment_id)
            return True
        # Open without a workflow: the reconciler starts it, and then it hears this.
        log.warning("event_waits", inbox_id=row.id, enrollment=row.enrollment_id)
        return False

    async def _is_past(self, row: InboxRow) -> bool:
        """Whether this enrollment has nothing to hear any more."""
        state = (await self._ledger.ticket(row.enrollment_id)).state
        if row.source_id in state.sources:
            # Told before by a process that was killed before it could note that.
            await self._ledger.delivered(row.id, self._now())
            return True
        if state.is_ended:
            await self._ledger.too_late(row.id, self._now())
            log.info("event_too_late", inbox_id=row.id, enrollment=row.enrollment_id)
        return state.is_ended

    async def _is_set_aside(self, row: InboxRow, error: Exception) -> bool:
        """Whether that was its last try."""
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        is_last = await self._ledger.failed(row.id, reason[:LONGEST_REASON], TRIES)
        if is_last:
            log.error("event_set_aside", inbox_id=row.id, enrollment=row.enrollment_id)
        return is_last


def fact_of(row: InboxRow) -> InboundFact:
    """What the workflow is told. Raises `UnreadableEvent`."""
    if row.fact not in INBOUND or not row.is_readable:
        raise UnreadableEvent
    return inbound_fact(row.fact, row.received_at, row.source_id, row.detail)

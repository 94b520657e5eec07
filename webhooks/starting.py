"""Starts the runs of those who were enrolled by the public door.

The door answers when the ledger has the enrollment; this follows within moments, or as soon as
Temporal is back. What a crash leaves undone is the worker's reconciler's.
"""

from __future__ import annotations

import asyncio

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from config.telemetry.spans import traced
from domain.clock import Clock
from domain.errors import LedgerUnavailable
from ledger.sql import SqlLedger
from webhooks.dispatcher import Rhythm
from webhooks.errors import TemporalUnavailable
from webhooks.signals import ANSWER_WITHIN, AWAY
from workflows.runs.reconciling import input_of
from workflows.runs.starting import start_enrollment

# So many may wait for Temporal in memory; those beyond are left to the reconciler.
MOST_WAITING = 10_000

log = structlog.stdlib.get_logger(__name__)


class Starter:
    """Starts enrollments in the order in which they came; the client may be lazy."""

    def __init__(self, client: Client, ledger: SqlLedger, clock: Clock, task_queue: str) -> None:
        self._client = client
        self._ledger = ledger
        self._clock = clock
        self._task_queue = task_queue
        self._waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)

    def start(self, enrollment_id: str) -> None:
        """Have the run started; returns at once."""
        try:
            with traced("webhook enrollment", enrollment_id):
                self._waiting.put_nowait(enrollment_id)
        except asyncio.QueueFull:
            log.warning("start_left_to_reconciler", enrollment=enrollment_id)

    async def run(self) -> None:
        """Start until cancelled."""
        while True:
            await self._start_at_last(await self._waiting.get())

    async def _start_at_last(self, enrollment_id: str) -> None:
        """Again and again while Temporal or the ledger is away."""
        rhythm, delay = Rhythm(), 0.0
        while True:
            try:
                await self._start(enrollment_id)
            except (TemporalUnavailable, LedgerUnavailable) as away:
                log.warning("starter_waits", reason=type(away).__name__)
                delay = rhythm.after(delay)
                await asyncio.sleep(delay)
            except Exception:
                # The process's outermost loop: the reconciler has the rest of it.
                log.exception("start_failed", enrollment=enrollment_id)
                return
            else:
                return

    async def _start(self, enrollment_id: str) -> None:
        ticket = await self._ledger.ticket(enrollment_id)
        if ticket.state.is_ended:
            return
        given, workflow = input_of(ticket, self._clock), ticket.workflow_id
        try:
            with traced("start enrollment", enrollment_id):
                async with asyncio.timeout(ANSWER_WITHIN):
                    await start_enrollment(self._client, given, workflow, self._task_queue)
        except RPCError as error:
            if error.status in AWAY:
                raise TemporalUnavailable from error
            raise
        # RuntimeError: how a lazy client says that it could not connect.
        except (TimeoutError, RuntimeError) as error:
            raise TemporalUnavailable from error

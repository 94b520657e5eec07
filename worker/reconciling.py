"""Reconciles ledger and Temporal for as long as a worker runs, and starts what follows an end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from config.host_clock import HostClock
from domain.clock import Clock
from domain.errors import LedgerUnavailable
from ledger.sql import SqlLedger
from workflows.reconciling import Mended, Reconciler

SECONDS_BETWEEN_RECONCILIATIONS = 300.0
SECONDS_BETWEEN_SUCCESSORS = 1.0

log = structlog.get_logger("worker.reconciling")


async def reconcile_now_and_then(
    client: Client, ledger: SqlLedger, clock: Clock, task_queue: str
) -> None:
    """Until cancelled; what cannot be reached now is looked at next time."""
    reconciler = Reconciler(client, ledger, clock, task_queue)

    async def reconcile() -> None:
        found = await reconciler.reconcile(HostClock(clock).now())
        mended = {kind.value: n for kind, n in found.mended.items() if n}
        if set(mended) - {Mended.NOTHING.value}:
            log.info("reconciled", **mended)

    async def start_successors() -> None:
        if started := await reconciler.start_successors():
            log.info("went on in another cadence", enrollments=started)

    await asyncio.gather(
        _again_and_again(reconcile, SECONDS_BETWEEN_RECONCILIATIONS),
        _again_and_again(start_successors, SECONDS_BETWEEN_SUCCESSORS),
    )


async def _again_and_again(
    job: Callable[[], Coroutine[object, object, None]], seconds: float
) -> None:
    while True:
        try:
            await job()
        except (RPCError, LedgerUnavailable) as error:
            log.warning("put off", job=job.__name__, why=str(error))
        except Exception:
            # The outermost loop: one enrollment that cannot be mended must not end it for all.
            log.exception("failed", job=job.__name__)
        await asyncio.sleep(seconds)

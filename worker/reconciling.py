"""Reconciles ledger and Temporal when a worker starts and every few minutes after."""

from __future__ import annotations

import asyncio

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from config.host_clock import HostClock
from domain.clock import Clock
from domain.errors import LedgerUnavailable
from ledger.sql import SqlLedger
from workflows.reconciling import Mended, Reconciler

EVERY_SECONDS = 300.0

log = structlog.get_logger("worker.reconciling")


async def reconcile_now_and_then(
    client: Client, ledger: SqlLedger, clock: Clock, task_queue: str
) -> None:
    """For as long as the worker runs; what cannot be reached now is looked at next time."""
    reconciler = Reconciler(client, ledger, clock, task_queue)
    while True:
        try:
            found = await reconciler.reconcile(HostClock(clock).now())
        except (RPCError, LedgerUnavailable) as error:
            log.warning("reconciling is put off", why=str(error))
        except Exception:
            # The outermost loop: one enrollment that cannot be mended must not end it for all.
            log.exception("reconciling failed")
        else:
            mended = {kind.value: n for kind, n in found.mended.items() if n}
            if set(mended) - {Mended.NOTHING.value}:
                log.info("reconciled", **mended)
        await asyncio.sleep(EVERY_SECONDS)

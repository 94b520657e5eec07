"""What a worker does beside its work: mend runs, start what follows, wake, look for doubts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from config.host_clock import HostClock
from domain.clock import Clock
from domain.errors import LedgerUnavailable
from domain.facts import Resolved
from domain.mail.doubts import Doubt
from ledger.sql import SqlLedger
from workflows.runs.reconciling import Mended, Reconciler
from workflows.runs.resolving import tell_resolution
from workflows.runs.searching import DoubtSearch, Searchable
from workflows.runs.waking import Waking

SECONDS_BETWEEN_RECONCILIATIONS = 300.0
SECONDS_BETWEEN_SUCCESSORS = 1.0
SECONDS_BETWEEN_WAKINGS = 1.0
SECONDS_BETWEEN_SEARCHES = 300.0

log = structlog.get_logger("worker.reconciling")


async def reconcile_now_and_then(
    client: Client, ledger: SqlLedger, clock: Clock, task_queue: str
) -> None:
    """Until cancelled; what cannot be reached now is looked at next time."""
    reconciler = Reconciler(client, ledger, clock, task_queue)
    waking = Waking(client, ledger, clock)

    async def reconcile() -> None:
        found = await reconciler.reconcile(HostClock(clock).now())
        mended = {kind.value: n for kind, n in found.mended.items() if n}
        if set(mended) - {Mended.NOTHING.value}:
            log.info("reconciled", **mended)

    async def start_successors() -> None:
        if started := await reconciler.start_successors():
            log.info("went on in another cadence", enrollments=started)

    async def wake_held() -> None:
        if woken := await waking.wake(HostClock(clock).now()):
            log.info("went on with its cadence", enrollments=woken)

    await asyncio.gather(
        _again_and_again(reconcile, SECONDS_BETWEEN_RECONCILIATIONS),
        _again_and_again(start_successors, SECONDS_BETWEEN_SUCCESSORS),
        _again_and_again(wake_held, SECONDS_BETWEEN_WAKINGS),
    )


async def search_now_and_then(
    client: Client, ledger: SqlLedger, clock: Clock, mailboxes: Mapping[str, Searchable]
) -> None:
    """Look for mails in doubt until cancelled, where there are mailboxes to look into."""

    async def tell(doubt: Doubt, fact: Resolved) -> bool:
        return await tell_resolution(client, doubt.workflow_id, doubt.enrollment, fact)

    searching = DoubtSearch(ledger, mailboxes, tell, HostClock(clock).now)

    async def search_for_doubts() -> None:
        searched = await searching.search()
        if searched.looked_for:
            log.info(
                "searched for mails in doubt", mails=searched.looked_for, found=searched.arrived
            )
        for why in searched.unreachable.values():
            log.warning("put off", job="search_for_doubts", why=why)

    if mailboxes:
        await _again_and_again(search_for_doubts, SECONDS_BETWEEN_SEARCHES)


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

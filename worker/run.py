"""One worker process, from settings to shutdown."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Any

import structlog
from temporalio.client import Client
from temporalio.common import MetricMeter, WorkerDeploymentVersion
from temporalio.service import RPCError

from activities.transports.imap import readers_of
from activities.transports.routes import routes_of
from activities.transports.twilio.lines import Lines
from config.host_clock import HostClock, host_now
from config.settings import Settings
from config.telemetry.counting import CountingIngress
from config.telemetry.logs import configure_logs
from config.telemetry.metrics import Telemetry, telemetry_of
from config.temporal import connect, ensure_search_attributes
from domain.clock import Clock
from ledger import open_ledger
from ledger.sql import SqlLedger
from worker.build import Around, activities_of, build_worker, sticky_at
from worker.health import Health, answering
from worker.mail_door import MailDoor
from worker.means import Means
from worker.metering import Metering
from worker.reading import read_mailboxes
from worker.reconciling import reconcile_now_and_then, search_now_and_then
from worker.vitals import watch_vitals

log = structlog.get_logger("worker")


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; touches under way are finished first.

    Raises `InvalidSettings` and `InvalidLedgerUrl` at once, and `LedgerUnavailable` where the
    ledger is away when Temporal has answered.
    """
    configure_logs(settings)
    means = Means.of(settings)
    async with AsyncExitStack() as closing:
        telemetry = closing.enter_context(telemetry_of(settings, "worker"))
        health = await closing.enter_async_context(answering(settings.health_address, Health()))
        ledger = open_ledger(settings.ledger_url)
        closing.push_async_callback(ledger.close)
        stopping = _stopped_by_signal()
        client = await _connected(settings, telemetry, stopping, health)
        if client is not None:
            clock = await ledger.clock(host_now(), settings.clock_speed)
            activities = _activities(means, ledger, clock, closing)
            around = Around([Metering(telemetry.meter, HostClock(clock).now)], _version(settings))
            queue, sticky = settings.task_queue, sticky_at(clock.speed)
            worker = build_worker(client, queue, activities, sticky, around=around)
            health.begins(await closing.enter_async_context(worker))
            log.info("worker is running", task_queue=queue, mailboxes=len(means.entries))
            readers = readers_of(means.inboxes, ledger, HostClock(clock).now)
            await _mend_until(
                stopping,
                reconcile_now_and_then(client, ledger, clock, queue),
                search_now_and_then(client, ledger, clock, readers),
                _read(settings, ledger, clock, means, telemetry.meter),
                watch_vitals(ledger, means.mailboxes, clock, telemetry.meter, health),
            )


def _activities(
    means: Means, ledger: SqlLedger, clock: Clock, closing: AsyncExitStack
) -> Sequence[Callable[..., Any]]:
    """On connections that are closed when the stack is left."""
    now = HostClock(clock).now
    transport, lines = routes_of(means.accounts, ledger, now), Lines(means.telephony)
    closing.push_async_callback(transport.aclose)
    closing.push_async_callback(lines.aclose)
    return activities_of(ledger, transport, means.mailboxes, now, means.letterhead, lines.texts)


def _version(settings: Settings) -> WorkerDeploymentVersion | None:
    if not settings.worker_deployment:
        return None
    return WorkerDeploymentVersion(settings.worker_deployment, settings.worker_build_id)


async def _read(
    settings: Settings, ledger: SqlLedger, clock: Clock, means: Means, meter: MetricMeter
) -> None:
    """Read the mailboxes that can be read, until cancelled."""
    own = [entry.bare for entry in means.entries]
    ingress = CountingIngress(ledger, meter)
    door = MailDoor(ingress, own, settings.secret_keys, HostClock(clock).now)
    accounts = [account for account, _ in means.inboxes]
    await read_mailboxes(ledger, clock, accounts, door, settings.imap_poll_seconds)


async def _mend_until(stopping: asyncio.Event, *mending: Coroutine[None, None, None]) -> None:
    # With `return_exceptions` each is waited for: they still need the ledger while they end.
    mends = asyncio.gather(*mending, return_exceptions=True)
    await stopping.wait()
    mends.cancel()
    with suppress(asyncio.CancelledError):
        await mends


async def _connected(
    settings: Settings, telemetry: Telemetry, stopping: asyncio.Event, health: Health
) -> Client | None:
    """Wait for Temporal and our namespace as long as it takes; None when told to stop first."""
    wait = 0.2
    while not stopping.is_set():
        try:
            client = await connect(settings, telemetry=telemetry)
            await ensure_search_attributes(client)
        except (RuntimeError, RPCError) as error:
            log.warning("waiting for Temporal", address=settings.temporal_address, why=str(error))
            health.waits()
            await asyncio.sleep(wait)
            wait = min(wait * 2, 5.0)
        else:
            return client
    return None


def _stopped_by_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stopping.set)
    return stopping

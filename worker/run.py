"""One worker process, from settings to shutdown."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from email.utils import parseaddr

import structlog
from temporalio.client import Client

from activities.mail import Letterhead, address_of
from activities.transports.smtp import SmtpTransport
from config.host_clock import HostClock, host_now
from config.logs import configure_logs
from config.mailboxes import signing_keys
from config.settings import InvalidSettings, Settings
from config.temporal import connect, ensure_search_attributes
from ledger import open_ledger
from ledger.sql import SqlLedger
from worker.build import activities_of, build_worker, sticky_at
from worker.reconciling import reconcile_now_and_then

log = structlog.get_logger("worker")


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; touches under way are finished first.

    Raises `InvalidSettings` and `InvalidLedgerUrl` at once, and `LedgerUnavailable` where the
    ledger is away when Temporal has answered.
    """
    configure_logs(settings)
    _refuse_bad_mailbox(settings)
    letterhead = _letterhead(settings)
    async with AsyncExitStack() as closing:
        ledger = open_ledger(settings.ledger_url)
        closing.push_async_callback(ledger.close)
        stopping = _stopped_by_signal()
        client = await _connected(settings, stopping)
        if client is not None:
            await _work(settings, client, ledger, letterhead, stopping, closing)


async def _work(
    settings: Settings,
    client: Client,
    ledger: SqlLedger,
    letterhead: Letterhead,
    stopping: asyncio.Event,
    closing: AsyncExitStack,
) -> None:
    clock = await ledger.clock(host_now(), settings.clock_speed)
    transport = _transport(settings)
    closing.push_async_callback(transport.aclose)
    activities = activities_of(
        ledger, transport, settings.mail_from, HostClock(clock).now, letterhead
    )
    worker = build_worker(client, settings.task_queue, activities, sticky_at(clock.speed))
    await closing.enter_async_context(worker)
    mending = asyncio.create_task(
        reconcile_now_and_then(client, ledger, clock, settings.task_queue)
    )
    log.info("worker is running", task_queue=settings.task_queue, mailbox=_domain(settings))
    await stopping.wait()
    mending.cancel()


def _refuse_bad_mailbox(settings: Settings) -> None:
    try:
        address_of(settings.mail_from)
    except ValueError as error:
        raise InvalidSettings(f"DRUMBEAT_MAIL_FROM: {error}") from error


def _transport(settings: Settings) -> SmtpTransport:
    """The wire to the configured relay."""
    return SmtpTransport(
        settings.smtp_host,
        settings.smtp_port,
        tls=settings.smtp_tls,
        username=settings.smtp_username or None,
        password=settings.smtp_password.get_secret_value() or None,
    )


def _letterhead(settings: Settings) -> Letterhead:
    """What mails carry by the settings. Raises `InvalidSettings`."""
    key = settings.secret_key.get_secret_value()
    try:
        return Letterhead.of(key, settings.public_url, signing_keys(settings))
    except ValueError as error:
        raise InvalidSettings(f"mails cannot be written: {error}") from error


async def _connected(settings: Settings, stopping: asyncio.Event) -> Client | None:
    """Wait for Temporal as long as it takes; None when told to stop first."""
    wait = 0.2
    while not stopping.is_set():
        try:
            client = await connect(settings)
            await ensure_search_attributes(client)
        except RuntimeError as error:
            log.warning("waiting for Temporal", address=settings.temporal_address, why=str(error))
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


def _domain(settings: Settings) -> str:
    """The mailbox's domain; addresses stay out of logs."""
    return parseaddr(settings.mail_from)[1].rpartition("@")[2]

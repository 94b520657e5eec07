"""One worker process, from settings to shutdown."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack, suppress

import structlog
from temporalio.client import Client

from activities.mail import Letterhead, address_of
from activities.transports.imap import readers_of
from activities.transports.routes import routes_of
from activities.transports.twilio.lines import Lines
from config.host_clock import HostClock, host_now
from config.logs import configure_logs
from config.mailboxes import MailboxEntry, load_mailboxes, signing_keys
from config.oauth import accounts_of, inboxes_of
from config.settings import LOOPBACK, InvalidSettings, Settings
from config.telephony import telephony_of
from config.temporal import connect, ensure_search_attributes
from domain.clock import Clock
from domain.telephony import Telephony
from ledger import open_ledger
from ledger.sql import SqlLedger
from worker.build import activities_of, build_worker, sticky_at
from worker.mail_door import MailDoor
from worker.reading import read_mailboxes
from worker.reconciling import reconcile_now_and_then, search_now_and_then

log = structlog.get_logger("worker")


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; touches under way are finished first.

    Raises `InvalidSettings` and `InvalidLedgerUrl` at once, and `LedgerUnavailable` where the
    ledger is away when Temporal has answered.
    """
    configure_logs(settings)
    entries = load_mailboxes(settings)
    _refuse_unfit(entries)
    accounts, inboxes = accounts_of(settings, entries), inboxes_of(settings, entries)
    letterhead, telephony = _letterhead(settings), telephony_of(settings)
    _warn_of_no_way_out(settings, entries)
    async with AsyncExitStack() as closing:
        ledger = open_ledger(settings.ledger_url)
        closing.push_async_callback(ledger.close)
        stopping = _stopped_by_signal()
        client = await _connected(settings, stopping)
        if client is not None:
            clock = await ledger.clock(host_now(), settings.clock_speed)
            mailboxes = [entry.mailbox for entry in entries]
            now = HostClock(clock).now
            transport = routes_of(accounts, ledger, now)
            closing.push_async_callback(transport.aclose)
            texts = _lines(telephony, closing).texts
            activities = activities_of(ledger, transport, mailboxes, now, letterhead, texts)
            queue = settings.task_queue
            worker = build_worker(client, queue, activities, sticky_at(clock.speed))
            await closing.enter_async_context(worker)
            log.info("worker is running", task_queue=queue, mailboxes=len(mailboxes))
            await _mend_until(
                stopping,
                reconcile_now_and_then(client, ledger, clock, queue),
                search_now_and_then(client, ledger, clock, readers_of(inboxes, ledger, now)),
                _read(settings, ledger, clock, entries),
            )


def _lines(telephony: Telephony | None, closing: AsyncExitStack) -> Lines:
    """How texts go out, until the stack is left."""
    lines = Lines(telephony)
    closing.push_async_callback(lines.aclose)
    return lines


async def _read(
    settings: Settings, ledger: SqlLedger, clock: Clock, entries: Sequence[MailboxEntry]
) -> None:
    """Read the mailboxes that can be read, until cancelled."""
    own = [entry.bare for entry in entries]
    door = MailDoor(ledger, own, settings.secret_keys, HostClock(clock).now)
    accounts = [account for account, _ in inboxes_of(settings, entries)]
    await read_mailboxes(ledger, clock, accounts, door, settings.imap_poll_seconds)


async def _mend_until(stopping: asyncio.Event, *mending: Coroutine[None, None, None]) -> None:
    # With `return_exceptions` each is waited for: they still need the ledger while they end.
    mends = asyncio.gather(*mending, return_exceptions=True)
    await stopping.wait()
    mends.cancel()
    with suppress(asyncio.CancelledError):
        await mends


def _refuse_unfit(entries: Sequence[MailboxEntry]) -> None:
    for entry in entries:
        try:
            address_of(entry.address)
        except ValueError as error:
            raise InvalidSettings(f"the mailbox {entry.address}: {error}") from error


def _letterhead(settings: Settings) -> Letterhead:
    """What mails carry by the settings. Raises `InvalidSettings`."""
    key = settings.secret_key.get_secret_value()
    try:
        return Letterhead.of(key, settings.public_url, signing_keys(settings))
    except ValueError as error:
        raise InvalidSettings(f"mails cannot be written: {error}") from error


def _warn_of_no_way_out(settings: Settings, entries: Sequence[MailboxEntry]) -> None:
    """RFC 8058 is what large mail providers ask of senders; mail that stays here needs none."""
    needed = {
        "DRUMBEAT_SECRET_KEY": settings.secret_key.get_secret_value(),
        "DRUMBEAT_PUBLIC_URL": settings.public_url,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing and any(entry.smtp.host not in LOOPBACK for entry in entries):
        log.warning("mails have no opt-out link", not_set=missing)


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

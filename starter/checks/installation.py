"""The single checkups of `drumbeat doctor`; each works with everything else down."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.service import RPCError

from activities.transports.routes import Routes, routes_of
from config.host_clock import host_now
from config.mailbox_file import MailboxEntry
from config.mailboxes import load_mailboxes
from config.oauth import accounts_of
from config.payloads import codec_of
from config.release import this_release
from config.settings import InvalidSettings, Settings, load_settings
from config.telephony import rep_phones, telephony_of
from config.temporal import SEARCH_ATTRIBUTES
from domain.errors import LedgerUnavailable
from domain.mailboxes.credentials import Credentials
from ledger import is_migrated
from ledger.memory import MemoryLedger
from ledger.records import InvalidLedgerUrl
from starter.checks.checkup import Checkup
from starter.checks.dns import check_dns
from starter.errors import Failed
from starter.session import connected, opened_ledger
from starter.stack.parts import worker_is_polling

ANSWERS_WITHIN = 5.0


async def check_everything() -> list[Checkup]:
    """Every checkup, in the order in which problems cause one another."""
    try:
        settings = load_settings()
        codec_of(settings)
    except InvalidSettings as error:
        return [Checkup("configuration", False, str(error), "correct the variable")]
    return [
        _configuration(settings),
        await _ledger(settings),
        await _temporal(settings),
        await _search_attributes(settings),
        await _worker(settings),
        *await _mailboxes(settings),
        _webhook_secret(settings),
        _opt_out_link(settings),
        *_telephony(settings),
        *await _dns(settings),
        _clock(settings),
    ]


def _configuration(settings: Settings) -> Checkup:
    where = f"home {settings.home}, task queue {settings.task_queue}"
    return Checkup("configuration", True, f"{where}, release {this_release()}")


async def _ledger(settings: Settings) -> Checkup:
    try:
        async with opened_ledger(settings) as ledger:
            if not await asyncio.to_thread(is_migrated, settings.ledger_url):
                found = "its tables are of another release"
                return Checkup("ledger", False, found, "drumbeat ledger migrate")
            cadences = await ledger.cadences()
    except (LedgerUnavailable, Failed, InvalidLedgerUrl) as error:
        return Checkup(
            "ledger", False, str(error), "drumbeat ledger migrate, or DRUMBEAT_DATABASE_URL"
        )
    return Checkup("ledger", True, f"{len(cadences)} cadence versions are published")


async def _temporal(settings: Settings) -> Checkup:
    try:
        client = await connected(settings)
        await client.service_client.check_health()
    except (Failed, RPCError) as error:
        return Checkup("Temporal", False, str(error), "drumbeat up, or DRUMBEAT_TEMPORAL_ADDRESS")
    return Checkup("Temporal", True, f"{settings.temporal_address}, {settings.temporal_namespace}")


async def _search_attributes(settings: Settings) -> Checkup:
    what = "search attributes"
    try:
        client = await connected(settings)
        listed = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=settings.temporal_namespace)
        )
    except (Failed, RPCError):
        return Checkup(what, False, "cannot be asked for without Temporal", "start Temporal first")
    missing = [name for name in SEARCH_ATTRIBUTES if name not in listed.custom_attributes]
    if missing:
        return Checkup(what, False, f"missing: {', '.join(missing)}", "drumbeat temporal set-up")
    return Checkup(what, True, ", ".join(SEARCH_ATTRIBUTES))


async def _worker(settings: Settings) -> Checkup:
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            polls = await worker_is_polling(settings)
    except TimeoutError:
        polls = False
    if polls:
        return Checkup("worker", True, f"asks for work on {settings.task_queue}")
    return Checkup(
        "worker", False, f"none asks for work on {settings.task_queue}", "drumbeat worker"
    )


async def _mailboxes(settings: Settings) -> list[Checkup]:
    """Each mailbox by itself: whether its server answers and lets it in."""
    try:
        entries = load_mailboxes(settings)
        accounts = accounts_of(settings, entries)
    except InvalidSettings as error:
        return [Checkup("mail", False, str(error), "correct the file or the variable")]
    async with AsyncExitStack() as closing:
        routes = routes_of(accounts, await _credentials(settings, closing), host_now)
        closing.push_async_callback(routes.aclose)
        return list(await asyncio.gather(*(_mailbox(routes, entry) for entry in entries)))


async def _credentials(settings: Settings, closing: AsyncExitStack) -> Credentials:
    """The kept grants of mailboxes; none where there is no ledger, as another checkup says."""
    try:
        return await closing.enter_async_context(opened_ledger(settings))
    except (Failed, InvalidLedgerUrl):
        return MemoryLedger()


async def _mailbox(routes: Routes, entry: MailboxEntry) -> Checkup:
    what, where = f"mail {entry.bare}", f"{entry.smtp.host}:{entry.smtp.port}"
    remedy = "drumbeat catcher, or correct DRUMBEAT_SMTP_* or the file of DRUMBEAT_MAILBOXES"
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            rejected = await routes.reach(entry.bare)
    except TimeoutError:
        return Checkup(what, False, f"{where} does not answer", remedy)
    if rejected is None:
        return Checkup(what, True, f"{where} lets it in")
    said = rejected.reply if rejected.code else f"no mail server answers ({rejected.reply})"
    return Checkup(what, False, f"{where}: {said}", remedy)


async def _dns(settings: Settings) -> list[Checkup]:
    try:
        mailboxes = load_mailboxes(settings)
    except InvalidSettings:
        # Another checkup has said so.
        return []
    return await check_dns(mailboxes)


def _webhook_secret(settings: Settings) -> Checkup:
    if settings.webhook_secret.get_secret_value():
        return Checkup("webhook secret", True, "set")
    if (settings.home / "webhook-secret").is_file():
        return Checkup("webhook secret", True, f"made by `drumbeat up`, in {settings.home}")
    remedy = "drumbeat up makes one, or set DRUMBEAT_WEBHOOK_SECRET"
    return Checkup("webhook secret", False, "webhooks do not start without one", remedy)


def _opt_out_link(settings: Settings) -> Checkup:
    """The link needs a key, which `drumbeat up` makes, and an address, which nobody can guess."""
    what, kept = "opt-out link", (settings.home / "secret-key").is_file()
    if not (settings.secret_key.get_secret_value() or kept):
        remedy = "drumbeat up makes one, or set DRUMBEAT_SECRET_KEY"
        return Checkup(what, False, "without a key the links answer 404", remedy)
    if not settings.public_url:
        return Checkup(what, True, "mails have none until DRUMBEAT_PUBLIC_URL is set")
    return Checkup(what, True, f"{settings.public_url.rstrip('/')}/opt-out/…")


def _telephony(settings: Settings) -> list[Checkup]:
    """What Twilio is set up for; nothing where reps do texts and calls by hand."""
    try:
        telephony, phones = telephony_of(settings), rep_phones(settings)
    except InvalidSettings as error:
        return [Checkup("telephony", False, str(error), "correct the variable")]
    if telephony is None:
        return []
    texts = "go by themselves" if telephony.texts_from else "are sent by reps"
    calls = f"rings {len(phones)} reps" if telephony.caller_id else "rings nobody"
    if not telephony.account.callback_url:
        remedy = "set DRUMBEAT_PUBLIC_URL and DRUMBEAT_TWILIO_TOKEN"
        said = "Twilio can report nothing: no delivery, no voicemail to leave"
        return [Checkup("telephony", False, said, remedy)]
    return [Checkup("telephony", True, f"texts {texts}, a call {calls}")]


def _clock(settings: Settings) -> Checkup:
    if settings.clock_speed == 1:
        return Checkup("clock", True, "runs as the host's does")
    return Checkup("clock", True, f"runs {settings.clock_speed:g} times as fast as the host's")

"""The console process, wired to the real parts."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

from activities.calling import CallDesk
from activities.transports.twilio.lines import Lines
from config.host_clock import HostClock, host_now
from config.mailboxes import load_mailboxes
from config.payloads import codec_of
from config.serving import listener_on, metered, serve_http
from config.settings import Settings
from config.telemetry.logs import configure_logs
from config.telemetry.metrics import Telemetry, telemetry_of
from config.telephony import rep_phones, telephony_of
from config.temporal import connect
from console.app import create_app
from console.door.sign_on import SignOn
from console.room import Room
from console.telephone import Telephone
from domain.mailboxes import Mailbox
from ledger import migrate, open_ledger
from ledger.sql import SqlLedger


async def serve(settings: Settings) -> None:
    """Serve the console until SIGTERM or SIGINT.

    Raises `AddressTaken` where it cannot listen. Temporal may be away; the ledger may not, at the
    start.
    """
    configure_logs(settings)
    mailboxes = tuple(entry.mailbox for entry in load_mailboxes(settings))
    async with AsyncExitStack() as closing:
        ledger = open_ledger(settings.ledger_url)
        closing.push_async_callback(ledger.close)
        telephone = _telephone(settings, ledger, closing)
        await asyncio.to_thread(migrate, settings.ledger_url)
        telemetry = closing.enter_context(telemetry_of(settings, "console"))
        room = await _room(settings, telemetry, ledger, mailboxes)
        app = create_app(replace(room, telephone=telephone))
        listener = listener_on(settings.console_host, settings.console_port)
        await serve_http(metered(app, telemetry.meter), listener)


def _telephone(settings: Settings, ledger: SqlLedger, closing: AsyncExitStack) -> Telephone | None:
    """Where calls are placed, until the stack is left; None where reps dial themselves."""
    telephony = telephony_of(settings)
    if telephony is None or not telephony.caller_id:
        return None
    lines = Lines(telephony)
    closing.push_async_callback(lines.aclose)
    return Telephone(CallDesk(ledger, lines.calls), rep_phones(settings))


async def _room(
    settings: Settings,
    telemetry: Telemetry,
    ledger: SqlLedger,
    mailboxes: tuple[Mailbox, ...],
) -> Room:
    clock = HostClock(await ledger.clock(host_now(), settings.clock_speed))
    return Room(
        ledger=ledger,
        client=await connect(settings, lazy=True, telemetry=telemetry),
        now=clock.now,
        host_now=host_now,
        address=settings.console_address,
        mailboxes=mailboxes,
        temporal_ui=settings.temporal_ui_url,
        sign_on=_sign_on(settings),
        speed=clock.clock.speed,
        codec=codec_of(settings),
        attribution_days=settings.attribution_days,
    )


def _sign_on(settings: Settings) -> SignOn | None:
    if not settings.oidc_issuer:
        return None
    return SignOn(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        settings.console_address,
    )

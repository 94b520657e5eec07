"""The webhook process: the HTTP app and the dispatcher, wired to the real parts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from config.host_clock import HostClock, host_now
from config.serving import listener_on, metered, serve_http
from config.settings import Settings
from config.telemetry.counting import CountingIngress
from config.telemetry.logs import configure_logs
from config.telemetry.metrics import Telemetry, telemetry_of
from config.temporal import connect
from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from webhooks.app import create_app
from webhooks.callers import ApiKeys
from webhooks.dispatcher import Dispatcher, WakingIngress
from webhooks.enrollments import Desk
from webhooks.providers.configured import providers_of
from webhooks.providers.routes import Providers
from webhooks.signals import TemporalSignals
from webhooks.standard import StandardEndpoint
from webhooks.starting import Starter


@dataclass(frozen=True)
class Doors:
    """Who is let in, as the settings say."""

    endpoint: StandardEndpoint
    providers: Providers
    keys: ApiKeys


async def serve(settings: Settings) -> None:
    """Serve webhooks and signal what they bring, until SIGTERM or SIGINT.

    Raises `InvalidSecret` without a sound DRUMBEAT_WEBHOOK_SECRET, or for another that can be none,
    and `AddressTaken` where it cannot listen. Temporal may be away; the ledger may not, at the
    start.
    """
    configure_logs(settings)
    ledger = open_ledger(settings.ledger_url)
    try:
        doors = _doors(settings, ledger)
        await asyncio.to_thread(migrate, settings.ledger_url)
        with telemetry_of(settings, "webhooks") as telemetry:
            await _serve_from(ledger, doors, settings, telemetry)
    finally:
        await ledger.close()


def _doors(settings: Settings, ledger: SqlLedger) -> Doors:
    return Doors(
        StandardEndpoint(settings.webhook_secret.get_secret_value()),
        Providers(providers_of(settings, ledger), settings.public_url),
        ApiKeys(settings.api_keys.get_secret_value()),
    )


async def _serve_from(
    ledger: SqlLedger, doors: Doors, settings: Settings, telemetry: Telemetry
) -> None:
    clock = HostClock(await ledger.clock(host_now(), settings.clock_speed))
    client = await connect(settings, lazy=True, telemetry=telemetry)
    dispatcher = Dispatcher(ledger, TemporalSignals(client), clock.now)
    starter = Starter(client, ledger, clock.clock, settings.task_queue)
    app = create_app(
        CountingIngress(WakingIngress(ledger, dispatcher.wake), telemetry.meter),
        clock.now,
        doors.endpoint,
        settings.secret_keys,
        providers=doors.providers,
        desk=Desk(ledger, doors.keys, starter.start),
    )
    listener = listener_on(settings.webhook_host, settings.webhook_port)
    beside = [asyncio.create_task(dispatcher.run()), asyncio.create_task(starter.run())]
    try:
        await serve_http(metered(app, telemetry.meter), listener)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)

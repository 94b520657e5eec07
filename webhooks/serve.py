"""The webhook process: the HTTP app and the dispatcher, wired to the real parts."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
import uvicorn
from fastapi import FastAPI

from config.host_clock import HostClock, host_now
from config.logs import configure_logs
from config.settings import Settings
from config.temporal import connect
from domain.errors import DrumbeatError
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

FINISH_WITHIN = 10

log = structlog.stdlib.get_logger(__name__)


class AddressTaken(DrumbeatError):
    """The webhook server cannot listen on its address."""


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
        await _serve_from(ledger, doors, settings)
    finally:
        await ledger.close()


def _doors(settings: Settings, ledger: SqlLedger) -> Doors:
    return Doors(
        StandardEndpoint(settings.webhook_secret.get_secret_value()),
        Providers(providers_of(settings, ledger), settings.public_url),
        ApiKeys(settings.api_keys.get_secret_value()),
    )


async def _serve_from(ledger: SqlLedger, doors: Doors, settings: Settings) -> None:
    clock = HostClock(await ledger.clock(host_now(), settings.clock_speed))
    client = await connect(settings, lazy=True)
    dispatcher = Dispatcher(ledger, TemporalSignals(client), clock.now)
    starter = Starter(client, ledger, clock.clock, settings.task_queue)
    app = create_app(
        WakingIngress(ledger, dispatcher.wake),
        clock.now,
        doors.endpoint,
        settings.secret_keys,
        providers=doors.providers,
        desk=Desk(ledger, doors.keys, starter.start),
    )
    listener = _listener(settings)
    beside = [asyncio.create_task(dispatcher.run()), asyncio.create_task(starter.run())]
    try:
        await _serve_http(app, listener)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


def _listener(settings: Settings) -> socket.socket:
    host, port = settings.webhook_host, settings.webhook_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise AddressTaken(f"cannot listen on {host}:{port}: {error.strerror}") from error
    # Else an answer waits 40 ms for the acknowledgement of its head: asyncio sets this only for
    # sockets that it has made itself.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


async def _serve_http(app: FastAPI, listener: socket.socket) -> None:
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=FINISH_WITHIN,
        )
    )
    host, port = listener.getsockname()[:2]
    log.info("webhooks_listening", host=host, port=port)
    with _stopped_by_signals(server):
        await server.serve(sockets=[listener])


@contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Let a signal end the server and nothing else.

    Uvicorn raises it again after its own shutdown, which by itself would kill the process before
    the ledger is closed.
    """
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    for number in signals:
        loop.add_signal_handler(number, setattr, server, "should_exit", True)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)

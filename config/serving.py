"""How a process serves HTTP: on which address, until SIGTERM or SIGINT, requests finished first."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn
from temporalio.common import MetricMeter

from domain.errors import DrumbeatError

FINISH_WITHIN = 10

Message = MutableMapping[str, Any]
AsgiApp = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]

log = structlog.stdlib.get_logger(__name__)


class AddressTaken(DrumbeatError):
    """The server cannot listen on its address."""


def listener_on(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises `AddressTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise AddressTaken(f"cannot listen on {host}:{port}: {error.strerror}") from error
    # Else an answer waits 40 ms for the acknowledgement of its head: asyncio sets this only for
    # sockets that it has made itself.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def metered(app: AsgiApp, meter: MetricMeter) -> AsgiApp:
    """The same app; how it answered and how fast is counted. Paths may hold secrets: none is."""
    answers = meter.create_counter("drumbeat_http_answers", "answers over HTTP, by their status")
    spans = meter.create_histogram_float("drumbeat_http", "from a request to its answer", "seconds")

    async def serve(
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        began = time.monotonic()

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                answers.add(1, {"status": str(message["status"])})
                spans.record(time.monotonic() - began)
            await send(message)

        await app(scope, receive, note)

    return serve


async def serve_http(app: AsgiApp, listener: socket.socket) -> None:
    """Serve until a signal ends it; what is under way is finished within `FINISH_WITHIN` s."""
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
    log.info("listening", host=host, port=port)
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

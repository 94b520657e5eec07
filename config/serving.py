"""How a process serves HTTP: on which address, until SIGTERM or SIGINT, requests finished first."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn

from domain.errors import DrumbeatError

FINISH_WITHIN = 10

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


async def serve_http(app: Any, listener: socket.socket) -> None:  # noqa: ANN401 -- an ASGI app
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

"""Whether a worker is well, for whoever watches over it: `/healthz` and `/readyz`, and no more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from config.settings import InvalidSettings
from config.watchdog import say_alive

# The ledger is asked every 15 s, and whoever asks it gives up long before: what has not come back
# after so many seconds never will.
STUCK_AFTER = 180.0
ASKED_WITHIN = 5.0


class Working(Protocol):
    """What asks Temporal for touches."""

    @property
    def is_running(self) -> bool:
        """Whether it does."""


@dataclass
class Health:
    """What a worker knows of itself; `now` is seconds of a clock that only goes forward.

    `say_alive` is called each time it is known to be so, for who hears of nothing else.
    """

    now: Callable[[], float] = time.monotonic
    say_alive: Callable[[], None] = say_alive
    _worker: Working | None = None
    _is_ledger_there: bool = False
    _heard_at: float = 0.0

    def waits(self) -> None:
        """Temporal is away, and is asked again and again."""
        self.say_alive()

    def begins(self, worker: Working) -> None:
        """It asks Temporal for touches from now on."""
        self._worker, self._heard_at = worker, self.now()

    def hears(self, *, is_ledger_there: bool) -> None:
        """The ledger was asked, and has answered or is known to be away."""
        self._is_ledger_there, self._heard_at = is_ledger_there, self.now()
        self.say_alive()

    @property
    def is_alive(self) -> bool:
        """Whether starting it again would be of no use.

        Who waits for Temporal, or knows that the ledger is away, is alive. Who has ceased to ask,
        or whose question never comes back, is not.
        """
        return self._worker is None or self.now() - self._heard_at < STUCK_AFTER

    @property
    def is_ready(self) -> bool:
        """Whether touches go out: it asks Temporal for them, and the ledger has answered last."""
        works = self._worker is not None and self._worker.is_running
        return works and self._is_ledger_there and self.is_alive

    def status_of(self, path: str) -> HTTPStatus:
        """What is answered there."""
        match path:
            case "/healthz":
                is_well = self.is_alive
            case "/readyz":
                is_well = self.is_ready
            case _:
                return HTTPStatus.NOT_FOUND
        return HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE


@asynccontextmanager
async def answering(address: str, health: Health) -> AsyncIterator[Health]:
    """Answer there meanwhile, where there is an address. Raises `InvalidSettings`.

    By hand: what a web server takes for these two lines would be most of a worker.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(ASKED_WITHIN):
                asked = await reader.readuntil(b"\r\n\r\n")
                writer.write(_answer(health, asked))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return
        finally:
            writer.close()

    if not address:
        yield health
        return
    host, _, port = address.rpartition(":")
    try:
        server = await asyncio.start_server(answer, host.strip("[]"), int(port))
    except (OSError, OverflowError) as error:
        raise InvalidSettings(f"DRUMBEAT_HEALTH_ADDRESS: {error}; use another port") from error
    async with server:
        yield health


def _answer(health: Health, asked: bytes) -> bytes:
    path = asked.split(b" ", 2)[1:2]
    status = health.status_of(path[0].decode("latin-1") if path else "")
    body = f'{{"status": "{status.phrase}"}}'
    head = f"HTTP/1.1 {status} {status.phrase}\r\nContent-Type: application/json"
    return f"{head}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()

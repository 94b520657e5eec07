"""A relay between a client and a server that can be cut like a cable, at a byte of our choosing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from starter.stack.ports import LOOPBACK

AT_ONCE = 2**12


@dataclass
class Relay:
    """Where it listens; of what the server says `passes` bytes come through, all where None."""

    port: int = 0
    passes: int | None = None
    cuts: int = 0
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """Cut every connection; later ones are whole."""
        self.passes = None
        self.cuts += 1
        for line in self._lines:
            line.transport.abort()

    async def carry(
        self, server: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """One connection, until somebody hangs up."""
        their_reader, their_writer = await asyncio.open_connection(LOOPBACK, server)
        self._lines |= {writer, their_writer}
        with suppress(ConnectionError):
            await asyncio.gather(
                self._pass_on(their_reader, writer, is_counted=True),
                self._pass_on(reader, their_writer, is_counted=False),
            )
        for line in (writer, their_writer):
            line.transport.abort()
            self._lines.discard(line)

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_counted: bool
    ) -> None:
        while said := await reader.read(AT_ONCE):
            writer.write(said)
            await writer.drain()
            if is_counted and self.passes is not None:
                self.passes -= len(said)
                if self.passes <= 0:
                    self.cut()
        raise ConnectionError


@asynccontextmanager
async def a_relay(server: int) -> AsyncIterator[Relay]:
    """In front of what listens on this port."""
    relay = Relay()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await relay.carry(server, reader, writer)

    listening = await asyncio.start_server(connected, LOOPBACK)
    relay.port = listening.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        relay.cut()
        listening.close()
        await listening.wait_closed()

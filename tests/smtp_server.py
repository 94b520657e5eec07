"""A real SMTP server that does, phase by phase, whatever a test scripts: refuse, die, be late.

Phases: greeting, ehlo, mail, rcpt, data (the answer is to DATA), in_body (after its first bytes),
body (the answer is to the final dot).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    """What the server says (nothing if None), how late, and whether it then hangs up."""

    says: str | None
    drops: bool = False
    after: float = 0.0
    keeps: bool | None = None

    @property
    def is_kept(self) -> bool:
        """Whether a mail with this answer was delivered: as the code says, unless scripted."""
        return self.keeps if self.keeps is not None else (self.says or "").startswith("2")


DIES = Answer(None, drops=True)
SILENT = Answer(None)
USUAL: dict[str, Answer] = {
    "greeting": Answer("220 mail.example ready"),
    "ehlo": Answer("250-mail.example\r\n250-ENHANCEDSTATUSCODES\r\n250 PIPELINING"),
    "mail": Answer("250 2.1.0 ok"),
    "rcpt": Answer("250 2.1.5 ok"),
    "data": Answer("354 go ahead"),
    "body": Answer("250 2.0.0 kept"),
    "quit": Answer("221 2.0.0 bye", drops=True),
}
Script = Mapping[str, Answer]


@dataclass
class ScriptedServer:
    """What the server saw; `reached` is set by each command and by `in_body`."""

    first: Script
    later: Script
    port: int = 0
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0
    commands: list[str] = field(default_factory=list)
    delivered: list[bytes] = field(default_factory=list)
    bodies_begun: int = 0
    reached: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until somebody hangs up."""
        self.connections += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._talk(reader, writer)
        finally:
            self.at_once -= 1
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = {**USUAL, **self.first}
        goes_on = await _answer(writer, script["greeting"])
        while goes_on and (line := await reader.readline()):
            verb = line.split()[0].decode().lower()
            self.commands.append(verb)
            self.reached[verb].set()
            goes_on = await _answer(writer, script[verb])
            if goes_on and verb == "data" and (script["data"].says or "").startswith("354"):
                goes_on = await self._take_body(reader, writer, script)
                script = {**USUAL, **self.later}

    async def _take_body(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, script: Script
    ) -> bool:
        begin = await reader.readexactly(1)
        self.bodies_begun += 1
        self.reached["in_body"].set()
        if "in_body" in script:
            return await _answer(writer, script["in_body"])
        wire = begin + await reader.readuntil(b"\r\n.\r\n")
        if script["body"].is_kept:
            self.delivered.append(unstuffed(wire))
        return await _answer(writer, script["body"])


async def _answer(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    await asyncio.sleep(answer.after)
    if answer.says is not None:
        writer.write(answer.says.encode("latin-1") + b"\r\n")
        await writer.drain()
    return not answer.drops


def unstuffed(wire: bytes) -> bytes:
    """The mail out of what DATA carried, line by line (RFC 5321 section 4.5.2)."""
    lines = wire.split(b"\r\n")
    assert lines[-2:] == [b".", b""]
    return b"".join(line.removeprefix(b".") + b"\r\n" for line in lines[:-2])


@asynccontextmanager
async def a_scripted_server(
    first: Script | None = None, later: Script | None = None
) -> AsyncIterator[ScriptedServer]:
    """Listens on loopback; `later` is the script after a connection's first mail."""
    scripted = ScriptedServer(first or {}, later or {})
    talks: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.get_running_loop().create_task(scripted.serve(reader, writer)))

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    scripted.port = server.sockets[0].getsockname()[1]
    try:
        yield scripted
    finally:
        server.close()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0)

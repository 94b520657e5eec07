"""A real SMTP server that does, phase by phase, whatever a test scripts: refuse, die, be late.

Phases: greeting, ehlo, starttls, handshake (after its 220), auth, mail, rcpt, data (the answer is
to DATA), in_body (after the mail's headers), body (the answer is to the final dot).
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

LONGEST_MAIL = 2**24
_CLEAR = re.compile(r"[245]\d\d(?!\d)")
_MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(<[^>]*>)")


@dataclass(frozen=True)
class Answer:
    """What the server says (nothing if None), how late, and whether it then hangs up."""

    says: str | None
    drops: bool = False
    after: float = 0.0
    keeps: bool | None = None
    ends: str = "\r\n"

    @property
    def is_kept(self) -> bool:
        """Whether a mail with this answer was delivered: as the code says, unless scripted."""
        return self.keeps if self.keeps is not None else (self.says or "").startswith("2")

    def is_clear(self, patience: float) -> bool:
        """Whether somebody who waits so long learns what became of the mail."""
        return self.after < patience and bool(_CLEAR.match(self.says or ""))


DIES = Answer(None, drops=True)
SILENT = Answer(None)
USUAL: dict[str, Answer] = {
    "greeting": Answer("220 mail.example ready"),
    "ehlo": Answer("250-mail.example\r\n250-ENHANCEDSTATUSCODES\r\n250 PIPELINING"),
    "starttls": Answer("220 2.0.0 ready"),
    "handshake": SILENT,
    "auth": Answer("235 2.7.0 welcome"),
    "mail": Answer("250 2.1.0 ok"),
    "rcpt": Answer("250 2.1.5 ok"),
    "data": Answer("354 go ahead"),
    "in_body": SILENT,
    "body": Answer("250 2.0.0 kept"),
    "quit": Answer("221 2.0.0 bye", drops=True),
}
Script = Mapping[str, Answer]
# What a phase is answered on a connection that has brought so many mails before.
Plot = Callable[[str, int], Answer]


@dataclass
class ScriptedServer:
    """What the server saw and did; `reached` is set by each command, `in_body` and `body`.

    `accepted` counts mails by Message-ID; `ambiguous` are those whose sender was not told what
    became of them. `patience` is how long senders wait for the answer to a body.
    """

    first: Script = field(default_factory=dict)
    later: Script = field(default_factory=dict)
    patience: float = float("inf")
    tls: ssl.SSLContext | None = None
    plot: Plot | None = None
    port: int = 0
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0
    commands: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    delivered: list[bytes] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    ambiguous: set[str] = field(default_factory=set)
    bodies_begun: int = 0
    reached: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    _listener: asyncio.Server | None = None
    _talks: set[asyncio.Task[None]] = field(default_factory=set)

    async def listen(self) -> None:
        """Take connections on loopback, on a free port the first time."""
        self._listener = await asyncio.start_server(
            self._begin, "127.0.0.1", self.port, limit=LONGEST_MAIL
        )
        self.port = self._listener.sockets[0].getsockname()[1]

    def refuse(self) -> None:
        """Take no more connections; what is under way goes on."""
        if self._listener is not None:
            self._listener.close()

    async def stop(self) -> None:
        """Refuse, and break off what is under way."""
        self.refuse()
        talks = list(self._talks)
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.get_running_loop().create_task(self.serve(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    def answer_to(self, phase: str, mails: int) -> Answer:
        """What it does when a conversation reaches this phase."""
        if self.plot is not None:
            return self.plot(phase, mails)
        script = self.later if mails else self.first
        return script.get(phase, USUAL[phase])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until somebody hangs up."""
        self.connections += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                await _Talk(self, reader, writer).goes_on()
        finally:
            self.at_once -= 1
            writer.transport.abort()


@dataclass
class _Talk:
    """One connection's conversation."""

    server: ScriptedServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    mails: int = 0

    async def goes_on(self) -> None:
        goes_on = await self._answers("greeting")
        while goes_on and (line := await self.reader.readline()):
            goes_on = await self._obeys(line)

    async def _obeys(self, line: bytes) -> bool:
        verb = line.split()[0].decode("latin-1").lower()
        self.server.commands.append(verb)
        self.server.lines.append(line.decode("utf-8", "replace").rstrip())
        answer = self.server.answer_to("ehlo" if verb == "helo" else verb, self.mails)
        self.server.reached[verb].set()
        if not await self._says(answer):
            return False
        code = (answer.says or "")[:3]
        if (verb, code) == ("starttls", "220"):
            return await self._takes_up_tls()
        if (verb, code) == ("data", "354"):
            return await self._takes_body()
        return True

    async def _takes_up_tls(self) -> bool:
        if self.server.tls is None or not await self._answers("handshake"):
            return False
        await self.writer.start_tls(self.server.tls)
        return True

    async def _takes_body(self) -> bool:
        headers = await self.reader.readuntil(b"\r\n\r\n")
        self.server.bodies_begun += 1
        name = message_id_of(headers)
        cut = self.server.answer_to("in_body", self.mails)
        is_told = not cut.drops or cut.is_clear(self.server.patience)
        if not is_told or cut.after >= self.server.patience:
            self.server.ambiguous.add(name)
        self.server.reached["in_body"].set()
        if not await self._says(cut):
            return False
        return await self._takes_end(headers, name, self.server.patience - cut.after)

    async def _takes_end(self, headers: bytes, name: str, patience: float) -> bool:
        wire = headers + await self.reader.readuntil(b"\r\n.\r\n")
        answer = self.server.answer_to("body", self.mails)
        self.mails += 1
        if answer.is_kept:
            self.server.delivered.append(unstuffed(wire))
            self.server.accepted[name] += 1
        if not answer.is_clear(patience):
            self.server.ambiguous.add(name)
        self.server.reached["body"].set()
        return await self._says(answer)

    async def _answers(self, phase: str) -> bool:
        self.server.reached[phase].set()
        return await self._says(self.server.answer_to(phase, self.mails))

    async def _says(self, answer: Answer) -> bool:
        """Whether the conversation goes on."""
        if answer.after >= self.server.patience:
            await self._is_given_up()
        else:
            await asyncio.sleep(answer.after)
        if answer.says is not None:
            self.writer.write((answer.says + answer.ends).encode("latin-1"))
            await self.writer.drain()
        return not answer.drops

    async def _is_given_up(self) -> None:
        """Until the sender hangs up, however late its own timer is; what it has sent is here."""
        sent = await self.reader.read()
        self.reader = asyncio.StreamReader(limit=LONGEST_MAIL)
        self.reader.feed_data(sent)
        self.reader.feed_eof()


def message_id_of(headers: bytes) -> str:
    """The mail's Message-ID; empty without one."""
    found = _MESSAGE_ID.search(headers)
    return found[1].decode("latin-1") if found else ""


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
    async with serving(ScriptedServer(first or {}, later or {})) as server:
        yield server


@asynccontextmanager
async def serving(scripted: ScriptedServer) -> AsyncIterator[ScriptedServer]:
    """The server listens until the block is left."""
    await scripted.listen()
    try:
        yield scripted
    finally:
        await scripted.stop()

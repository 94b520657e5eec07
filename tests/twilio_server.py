"""A local Twilio: its documented HTTP contract, and every way in which it can fail.

Basic auth, form-encoded Messages.json and Calls.json, JSON answers, and error bodies with code,
message, more_info and status. Phases at which it does what a test scripts: connect (nobody is
there), head (after the request's headers), body (after all of it). It posts nothing by itself: a
test posts what Twilio would, signed (`signed`).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import parse_qs

from domain.telephony.account import Telephony, TwilioAccount

SID = "AC0123456789abcdef0123456789abcdef"
TOKEN = "a-twilio-auth-token"
SENDER = "+15005550006"
AUTH = "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
LONGEST_REQUEST = 2**20


@dataclass(frozen=True)
class Answer:
    """What it does with a request: whether it carries it out, what it says, and how late.

    `says` are the bytes on the wire; None drops the connection without a word.
    """

    takes: bool
    says: bytes | None
    after: float = 0.0

    def is_clear(self, patience: float) -> bool:
        """Whether somebody who waits so long learns what became of the request."""
        if self.says is None or self.after >= patience:
            return False
        head, _, body = self.says.partition(b"\r\n\r\n")
        status = head[9:12]
        if status == b"201":
            return b'"sid"' in body and body.endswith(b"}")
        return status.startswith(b"4") and status != b"408"


@dataclass(frozen=True)
class Asked:
    """A request that came in whole."""

    resource: str
    form: Mapping[str, str]


def says(status: int, document: object) -> bytes:
    """An answer on the wire."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


def error(status: int, code: int, message: str = "no") -> Answer:
    """A refusal, as Twilio documents them."""
    told = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Answer(takes=False, says=says(status, told))


def created(sid: str, **more: object) -> bytes:
    """The new resource."""
    known = {"account_sid": SID, "status": "queued", "error_code": None, "error_message": None}
    return says(201, {"sid": sid, **known, **more})


USUAL = Answer(takes=True, says=b"")
DIES = Answer(takes=False, says=None)


@dataclass
class TwilioServer:
    """What it was asked, and what it has done.

    `accepted` counts what it carried out, by resource, number and words; `ambiguous` are those
    whose sender was not told what became of them. `patience` is how long senders wait.
    """

    answer: Answer = USUAL
    # For this number, in place of the answer for all.
    answers: Mapping[str, Answer] = field(default_factory=dict)
    dies_at_head: bool = False
    patience: float = float("inf")
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    ambiguous: set[str] = field(default_factory=set)
    reached: dict[str, asyncio.Event] = field(
        default_factory=lambda: {"head": asyncio.Event(), "body": asyncio.Event()}
    )
    _listener: asyncio.Server | None = None
    _talks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def telephony(self, **fields: object) -> Telephony:
        """How an installation uses this Twilio."""
        account = TwilioAccount(
            SID, SID, TOKEN, self.url, "https://drumbeat.example/webhooks/twilio"
        )
        usual = Telephony(account, texts_from=SENDER, caller_id=SENDER)
        return replace(usual, **fields)  # type: ignore[arg-type]  # -- a test names what matters

    async def listen(self) -> None:
        """Take connections on loopback, on a free port the first time."""
        self._listener = await asyncio.start_server(
            self._begin, "127.0.0.1", self.port, limit=LONGEST_REQUEST
        )
        self.port = self._listener.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse connections, and break off what is under way."""
        if self._listener is not None:
            self._listener.close()
        talks = list(self._talks)
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._talk(reader, writer)
        finally:
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.reached["head"].set()
        if self.dies_at_head:
            self.ambiguous.add("a request whose body nobody read")
            return
        first, *lines = head.split("\r\n")
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
        form = await reader.readexactly(int(headers.get("content-length", "0")))
        asked = _asked(first, form)
        self.asked.append(asked)
        answer = self._answer_to(asked, headers)
        await self._say(asked, answer, writer)

    def _answer_to(self, asked: Asked, headers: Mapping[str, str]) -> Answer:
        if headers.get("authorization") != AUTH:
            return error(401, 20003, "Authenticate")
        if headers.get("content-type") != "application/x-www-form-urlencoded":
            return error(400, 21601)
        if missing := _missing(asked):
            return missing
        answer = self.answers.get(asked.form.get("To", ""), self.answer)
        if answer.says != b"":
            return answer
        kind = "SM" if asked.resource == "Messages.json" else "CA"
        sid = f"{kind}{len(self.asked):032x}"
        return replace(answer, says=created(sid))

    async def _say(self, asked: Asked, answer: Answer, writer: asyncio.StreamWriter) -> None:
        name = f"{asked.resource} {asked.form.get('To', '')} {asked.form.get('Body', '')}"
        if answer.takes:
            self.accepted[name] += 1
        if not answer.is_clear(self.patience):
            self.ambiguous.add(name)
        self.reached["body"].set()
        await asyncio.sleep(answer.after)
        if answer.says is not None:
            writer.write(answer.says)
            await writer.drain()


def _asked(first: str, form: bytes) -> Asked:
    path = first.split(" ")[1]
    resource = path.removeprefix(f"/2010-04-01/Accounts/{SID}/")
    pairs = parse_qs(form.decode(), keep_blank_values=True)
    return Asked(resource, {name: " ".join(values) for name, values in pairs.items()})


def _missing(asked: Asked) -> Answer | None:
    """The documented refusals of requests without what they need."""
    if asked.resource == "Messages.json":
        if not asked.form.get("To"):
            return error(400, 21604, "A 'To' phone number is required.")
        if not (asked.form.get("From") or asked.form.get("MessagingServiceSid")):
            return error(400, 21603, "A 'From' phone number is required.")
        return None if asked.form.get("Body") else error(400, 21602, "Message body is required.")
    if asked.resource == "Calls.json" and not asked.form.get("To"):
        return error(400, 21201, "No 'To' number specified")
    return None if asked.form.get("Twiml") else error(400, 21205, "Url parameter is required.")


@asynccontextmanager
async def a_twilio(answer: Answer = USUAL, **fields: object) -> AsyncIterator[TwilioServer]:
    """Listens on loopback until the block is left."""
    server = TwilioServer(answer, **fields)  # type: ignore[arg-type]  # -- a test names what matters
    await server.listen()
    try:
        yield server
    finally:
        await server.stop()


def signed(url: str, form: Mapping[str, str]) -> dict[str, str]:
    """The headers of a callback, as Twilio documents its signature."""
    text = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    digest = hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()
    return {
        "X-Twilio-Signature": base64.b64encode(digest).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
    }

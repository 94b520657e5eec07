"""The wire to a mail server: SMTP, by aiosmtplib, with the one fact it hides: how far we came.

aiosmtplib raises the same error whether the server went away before 354 or after the final dot.
So connect, MAIL, RCPT and DATA go through its commands, where any failure means that no body was
sent, and the body goes through its public `SMTPProtocol.write` and `read_response`, where only the
reply decides. `SMTP.data` and `sendmail` are not used. Connections are wrapped in
`smtp_connections`, the commands in `smtp_envelope`, dots and replies in `smtp_text`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiosmtplib import SMTP, SMTPException, SMTPResponse, SMTPServerDisconnected

from activities.transports.oauth.access_tokens import TokenSource
from activities.transports.smtp_connections import (
    USUAL_LIMITS,
    Connections,
    Limits,
    hang_up,
    spoke_ahead,
)
from activities.transports.smtp_envelope import reach_body, rejection, tried
from activities.transports.smtp_text import on_the_wire, reply_of
from domain.mailboxes import NoSlot
from domain.mailboxes.servers import Server
from domain.ports import Accepted, Delivery, Phase, Refusal, Rejected, Unanswered, Withdrawn

# On a kept connection: it is closing, or its login counts no more (RFC 4954 section 6).
GONE_STALE = frozenset({421, 530})


@dataclass(frozen=True)
class _Letter:
    sender: str
    recipient: str
    message: bytes
    before_body: Callable[[], Awaitable[Refusal | NoSlot | None]]
    beginning: asyncio.Timeout


class SmtpTransport:
    """`domain.ports.MailTransport` over SMTP; connections are kept and reused per sender."""

    def __init__(
        self, server: Server, limits: Limits = USUAL_LIMITS, tokens: TokenSource | None = None
    ) -> None:
        self._server = server
        self._limits = limits
        self._tokens = tokens
        self._mailboxes: dict[str, Connections] = {}

    async def send(
        self,
        sender: str,
        recipient: str,
        message: bytes,
        before_body: Callable[[], Awaitable[Refusal | NoSlot | None]],
    ) -> Delivery:
        """`MailTransport.send`; raises what `before_body` raises, after closing the line.

        And `LedgerUnavailable` where the token that lets the mailbox in is kept.
        """
        beginning = asyncio.timeout(self._limits.begin)
        letter = _Letter(sender, recipient, message, before_body, beginning)
        try:
            async with beginning:
                return await self._send(letter, self._connections_of(sender))
        except TimeoutError:
            if not beginning.expired():
                raise
            late = f"the server was not ready for the mail in {self._limits.begin:g} s"
            return Rejected(0, "", late, Phase.CONNECT)

    async def _send(self, letter: _Letter, connections: Connections) -> Delivery:
        async with connections.slots:
            while client := connections.idle():
                delivery = await self._send_by(client, letter, connections)
                if not _had_gone_stale(delivery):
                    return delivery
            return await self._send_anew(letter, connections)

    async def reach(self, sender: str) -> Rejected | None:
        """Connect and log in, and leave; why the server does not let us, where it does not."""
        client = await tried(Phase.CONNECT, self._connections_of(sender).connect())
        if isinstance(client, Rejected):
            return client
        hang_up(client)
        return None

    async def aclose(self) -> None:
        """Close the connections that are kept; mails under way are finished."""
        for connections in self._mailboxes.values():
            await connections.aclose()

    def _connections_of(self, sender: str) -> Connections:
        if sender not in self._mailboxes:
            self._mailboxes[sender] = Connections(self._server, self._limits, self._tokens)
        return self._mailboxes[sender]

    async def _send_anew(self, letter: _Letter, connections: Connections) -> Delivery:
        client = await tried(Phase.CONNECT, connections.connect())
        if isinstance(client, Rejected):
            return client
        return await self._send_by(client, letter, connections)

    async def _send_by(self, client: SMTP, letter: _Letter, connections: Connections) -> Delivery:
        """Send, then keep the connection, say goodbye, or drop it, whichever it is fit for."""
        try:
            delivery = await self._converse(client, letter)
        except BaseException:
            client.close()
            raise
        match delivery:
            case Accepted() if not spoke_ahead(client):
                connections.keep(client)
            case Rejected(code) if code:
                hang_up(client)
            case _:
                # After 354 there is no way back: only a closed connection takes the mail back.
                client.close()
        return delivery

    async def _converse(self, client: SMTP, letter: _Letter) -> Delivery:
        rejected = await reach_body(client, letter.sender, letter.recipient)
        if rejected is not None:
            return rejected
        letter.beginning.reschedule(None)
        refusal = await letter.before_body()
        if refusal is not None:
            return Withdrawn(refusal)
        return await self._hand_over(client, letter.message)

    async def _hand_over(self, client: SMTP, message: bytes) -> Delivery:
        """The body and its reply: from the first byte on only the reply tells what became of it."""
        protocol = client.protocol
        if protocol is None:
            return Rejected(0, "", "the server left before the body", Phase.BODY)
        try:
            protocol.write(on_the_wire(message))
        except SMTPServerDisconnected as lost:
            return Rejected(0, "", str(lost), Phase.BODY)
        try:
            return _verdict(await protocol.read_response(timeout=self._limits.reply))
        except (SMTPException, OSError) as lost:
            return Unanswered(f"{type(lost).__name__}: {lost}")


def _verdict(response: SMTPResponse) -> Delivery:
    """What the reply to a body says; anything but success or failure says nothing."""
    match response.code // 100:
        case 2:
            return Accepted(reply_of(response))
        case 4 | 5:
            return rejection(Phase.BODY, response)
        case _:
            return Unanswered(f"the server answered {reply_of(response)}")


def _had_gone_stale(delivery: Delivery) -> bool:
    """Whether a kept connection turned out dead, before anything was asked of it."""
    match delivery:
        case Rejected(code=code, phase=Phase.MAIL) if code in GONE_STALE:
            return True
        case Rejected(code=0, enhanced="", phase=Phase.MAIL):
            return True
        case _:
            return False

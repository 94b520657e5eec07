"""Connections to a mail server, kept and reused for one mailbox.

What is used of aiosmtplib is public: `SMTP.connect`, `close`, `protocol`,
`local_hostname` and `SMTPProtocol.write`; save for the one look into a buffer in `spoke_ahead`.
Its XOAUTH2 answers the error challenge (334) with an empty line, as
https://developers.google.com/gmail/imap/xoauth2-protocol wants, and raises the 535.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPServerDisconnected

from activities.transports.oauth.access_tokens import TokenSource
from domain.mailboxes.credentials import AccessToken
from domain.mailboxes.servers import Server

# RFC 4954 section 6: what a server says of credentials that it does not take.
CREDENTIALS_INVALID = 535


@dataclass(frozen=True)
class Limits:
    """Connections at once and a mailbox; seconds of idling, for a command, for the body's reply.

    `begin` is how long a mail may take until its server waits for the body, all commands and the
    wait for a connection together. Ten minutes for the reply are RFC 5321 section 4.5.3.2.6; a
    client that gives up earlier leaves mails in doubt. `workflows.policies.TOUCH_LIMIT` holds both.
    """

    connections: int = 4
    idle: float = 30.0
    command: float = 60.0
    begin: float = 180.0
    reply: float = 600.0


USUAL_LIMITS = Limits()


class Connections:
    """A few connections to one server: taken by one mail at a time, closed when they idle."""

    def __init__(self, server: Server, limits: Limits, tokens: TokenSource | None = None) -> None:
        self.slots = asyncio.Semaphore(limits.connections)
        self._server = server
        self._limits = limits
        self._tokens = tokens
        self._idle: dict[SMTP, asyncio.TimerHandle] = {}
        self._hostname: str | None = None
        self._is_closed = False

    async def connect(self) -> SMTP:
        """A new connection, after EHLO where TLS or login ask for it.

        Raises as aiosmtplib and as `TokenSource.token`. A token that is refused before its time is
        renewed, and the login tried once more.
        """
        if self._tokens is None:
            return await self._connected()
        token = await self._tokens.token()
        try:
            return await self._connected(token)
        except SMTPAuthenticationError as refused:
            if refused.code != CREDENTIALS_INVALID:
                raise
        self._tokens.forget(token)
        return await self._connected(await self._tokens.token())

    async def _connected(self, token: AccessToken | None = None) -> SMTP:
        client = await connected(self._server, self._limits, token, self._hostname)
        # Asking the resolver for our own name takes a thread and, without DNS, seconds: ask once.
        self._hostname = client.local_hostname
        return client

    def idle(self) -> SMTP | None:
        """The connection used last, if one is kept; whether it still lives, MAIL will tell."""
        if not self._idle:
            return None
        client, timer = self._idle.popitem()
        timer.cancel()
        return client

    def keep(self, client: SMTP) -> None:
        """Keep the connection for the next mail, for as long as it may idle."""
        if self._is_closed:
            hang_up(client)
            return
        loop = asyncio.get_running_loop()
        self._idle[client] = loop.call_later(self._limits.idle, self._expire, client)

    def _expire(self, client: SMTP) -> None:
        del self._idle[client]
        hang_up(client)

    async def aclose(self) -> None:
        """Close what idles; what is in use is closed when it comes back."""
        self._is_closed = True
        while client := self.idle():
            hang_up(client)
        # Transports close in the loop's next turn.
        await asyncio.sleep(0)


async def connected(
    server: Server,
    limits: Limits = USUAL_LIMITS,
    token: AccessToken | None = None,
    hostname: str | None = None,
) -> SMTP:
    """One connection that the server has let in, by token where there is one. As aiosmtplib."""

    async def secret() -> str:
        return token.secret if token else ""

    client = SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        oauth_token_generator=secret if token else None,
        use_tls=server.tls == "tls",
        start_tls=server.tls == "starttls",
        timeout=limits.command,
        local_hostname=hostname,
    )
    await client.connect()
    return client


def hang_up(client: SMTP) -> None:
    """Say QUIT without waiting for the answer, and close; never while a body is awaited."""
    if client.protocol is not None:
        with suppress(SMTPServerDisconnected):
            client.protocol.write(b"QUIT\r\n")
    client.close()


def spoke_ahead(client: SMTP) -> bool:
    """Whether the server has said more than it was asked, which waits to be read as an answer.

    The library has no public word for it; `test_smtp_verdicts.py` fails should it lose this one.
    """
    return client.protocol is not None and bool(client.protocol._buffer)  # noqa: SLF001 -- see above

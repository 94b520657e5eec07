"""The way into a mailbox by IMAP: a connection, let in by password or by a token (XOAUTH2).

IMAPClient blocks, so its connection is made in a thread, and is for one thread at a time.
"""

from __future__ import annotations

import asyncio

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from activities.transports.oauth.access_tokens import TokenSource
from domain.mailboxes.credentials import AccessToken, LoginRefused
from domain.mailboxes.servers import Server

# Seconds to connect, and for each answer.
LIMITS = SocketTimeout(connect=10.0, read=60.0)
# RFC 5530 section 3: the server cannot tell now whether the credentials are right.
CANNOT_TELL = "[UNAVAILABLE]"


class LoginUnavailable(ConnectionError):
    """The server cannot say now whether it lets the mailbox in."""


async def imap_connection(server: Server, tokens: TokenSource | None = None) -> IMAPClient:
    """A connection that has been let in; whoever asked for it logs out, in a thread too.

    A token that is refused before its time is renewed, and the login tried once more. Raises
    `LoginRefused`, `ProviderAway`, `LedgerUnavailable`, and `OSError` where the server is away.
    """
    if tokens is None:
        return await asyncio.to_thread(_logged_in, server, None)
    token = await tokens.token()
    try:
        return await asyncio.to_thread(_logged_in, server, token)
    except LoginRefused:
        tokens.forget(token)
    return await asyncio.to_thread(_logged_in, server, await tokens.token())


def _logged_in(server: Server, token: AccessToken | None) -> IMAPClient:
    client = IMAPClient(server.host, server.port, ssl=server.tls == "tls", timeout=LIMITS)
    try:
        if server.tls == "starttls":
            client.starttls()
        _log_in(client, server, token)
    except BaseException:
        client.shutdown()
        raise
    return client


def _log_in(client: IMAPClient, server: Server, token: AccessToken | None) -> None:
    try:
        if token is None:
            client.login(server.username or "", server.password or "")
        else:
            client.sasl_login("XOAUTH2", _Bearer(server.username or "", token))
    except LoginError as refused:
        said = " ".join(str(refused).split())[:200]
        if CANNOT_TELL in said.upper():
            raise LoginUnavailable(f"{server.where}: {said}") from refused
        raise LoginRefused(f"{server.where} refuses {server.username}: {said}") from refused


class _Bearer:
    """Answers the server's first, empty challenge with the token, and its error with nothing.

    https://developers.google.com/gmail/imap/xoauth2-protocol: the refusal itself comes only then.
    (`IMAPClient.oauth2_login` sends the token again.)
    """

    def __init__(self, username: str, token: AccessToken) -> None:
        self._response = f"user={username}\x01auth=Bearer {token.secret}\x01\x01".encode()

    def __call__(self, challenge: bytes) -> bytes:
        response, self._response = self._response, b""
        return response

"""A mail server (aiosmtpd) that lets in whom an authorization server lets in, for as long."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.mail_server import Mailbox
from tests.oauth.authorization_server import AuthorizationServer

CHALLENGE = b'{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}'


class GuardedMailbox(Mailbox):
    """Keeps what comes from who has logged in by XOAUTH2, and counts the logins.

    https://developers.google.com/gmail/imap/xoauth2-protocol
    """

    def __init__(self, authorization: AuthorizationServer) -> None:
        super().__init__()
        self.authorization = authorization
        self.logins = 0
        self.refused = 0
        self.when_expired = "530 5.7.0 Authentication required"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 -- aiosmtpd finds it by this name
        user, token = _bearer(args[1])
        if self.authorization.lets_in(user, token):
            self.logins += 1
            return AuthResult(success=True, auth_data=(user, token))
        self.refused += 1
        await server.challenge_auth(CHALLENGE)
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        login: object = session.auth_data
        if not (isinstance(login, tuple) and self.authorization.lets_in(*login)):
            return self.when_expired
        envelope.mail_from = address
        return "250 ok"


def _bearer(response: str) -> tuple[str, str]:
    user, token, _, _ = base64.b64decode(response).decode().split("\x01")
    return user.removeprefix("user="), token.removeprefix("auth=Bearer ")


@asynccontextmanager
async def a_guarded_mail_server(
    authorization: AuthorizationServer,
) -> AsyncIterator[GuardedMailbox]:
    """Listens on loopback, on a free port."""
    mailbox = GuardedMailbox(authorization)
    loop = asyncio.get_running_loop()

    def protocol() -> SMTP:
        return SMTP(
            mailbox,
            hostname="mail.example",
            loop=loop,
            auth_require_tls=False,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
        )

    server = await loop.create_server(protocol, "127.0.0.1", 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()

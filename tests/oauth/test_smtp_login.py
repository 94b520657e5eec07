"""SMTP by XOAUTH2 on a server that checks each token: what is refused, what is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from activities.deliveries import LOGIN_REFUSED, SERVER_AWAY, SERVER_BUSY, fault_of
from activities.transports.oauth.access_tokens import TokenSource
from activities.transports.oauth.grants import Granted
from activities.transports.smtp import SmtpTransport
from activities.transports.smtp_connections import Limits
from domain.mailboxes.credentials import AccessToken, OAuthClient
from domain.mailboxes.servers import Server
from domain.ports import Accepted, Phase, Rejected
from tests.activities.wire import Gate, send
from tests.oauth.authorization_server import ROBIN, AuthorizationServer
from tests.oauth.granting import a_ledger_with, granted_by, tokens_on
from tests.oauth.mail_server import GuardedMailbox
from tests.smtp_server import Answer, a_scripted_server

PATIENT = Limits(connections=4, command=5, reply=5)


class OneToken:
    """A source that has never anything but this."""

    def __init__(self, secret: str) -> None:
        self._token = AccessToken(secret, fresh_until=float("inf"))

    async def token(self) -> AccessToken:
        return self._token

    def forget(self, token: AccessToken) -> None:
        """It has no other."""


@asynccontextmanager
async def a_transport(tokens: TokenSource, port: int) -> AsyncIterator[SmtpTransport]:
    transport = SmtpTransport(Server("127.0.0.1", port, username=ROBIN), PATIENT, tokens)
    try:
        yield transport
    finally:
        await transport.aclose()
        await asyncio.sleep(0)


@pytest.fixture
async def robin(
    authorization: AuthorizationServer, mail: GuardedMailbox
) -> AsyncIterator[SmtpTransport]:
    """Robin's mailbox, connected."""
    tokens = tokens_on(await a_ledger_with(granted_by(authorization)), authorization)
    async with a_transport(tokens, mail.port) as transport:
        yield transport


async def test_a_token_lets_the_mail_through(robin: SmtpTransport, mail: GuardedMailbox) -> None:
    """The server has checked it; a second mail needs no second login."""
    assert isinstance(await send(robin), Accepted)
    assert isinstance(await send(robin), Accepted)

    assert (len(mail.mails), mail.logins) == (2, 1)


async def test_a_token_that_ended_early_is_renewed_once(
    robin: SmtpTransport, mail: GuardedMailbox, authorization: AuthorizationServer
) -> None:
    """530 on the kept connection, 535 on a new one with the old token, then a new token."""
    await send(robin)
    authorization.expire()

    assert isinstance(await send(robin), Accepted)

    assert (len(mail.mails), mail.logins, mail.refused) == (2, 2, 1)
    assert authorization.renewals == 2


async def test_a_mailbox_that_is_not_let_in_is_tried_twice(
    robin: SmtpTransport, mail: GuardedMailbox, authorization: AuthorizationServer
) -> None:
    """With the token, with a new one, and then it is the mailbox's fault; no mail has started."""
    authorization.account = "somebody@else.example"
    gate = Gate()

    delivery = await send(robin, gate)

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.phase, fault_of(delivery)) == (
        535,
        Phase.CONNECT,
        LOGIN_REFUSED,
    )
    assert (gate.passed, mail.refused) == (0, 2)


async def test_a_revoked_grant_is_the_mailboxs_fault(
    robin: SmtpTransport, mail: GuardedMailbox, authorization: AuthorizationServer
) -> None:
    """The mail server is not even asked, and the reply says what to do."""
    authorization.revoke()

    delivery = await send(robin)

    assert isinstance(delivery, Rejected)
    assert fault_of(delivery) == LOGIN_REFUSED
    assert delivery.reply.endswith(f"connect it: drumbeat mailbox connect google {ROBIN}")
    assert (mail.logins, mail.refused) == (0, 0)


async def test_a_provider_that_is_away_is_a_server_that_is_away(
    robin: SmtpTransport, authorization: AuthorizationServer
) -> None:
    """Nobody's fault: the mail is planned anew."""
    authorization.status = 503

    delivery = await send(robin)

    assert isinstance(delivery, Rejected)
    assert fault_of(delivery) == SERVER_AWAY


async def test_a_server_without_xoauth2_gets_no_token() -> None:
    """What it does not offer is not sent to it."""
    async with a_scripted_server() as server, a_transport(OneToken("t0ken"), server.port) as robin:
        delivery = await send(robin)

    assert isinstance(delivery, Rejected)
    assert (delivery.enhanced, delivery.phase) == ("5.7.4", Phase.CONNECT)
    assert {"auth", "mail"}.isdisjoint(server.commands)


async def test_a_busy_login_is_not_a_refused_one() -> None:
    """454 (RFC 4954 section 6) says nothing about the token: it is kept, and the mail waits."""
    script = {
        "ehlo": Answer("250-mail.example\r\n250 AUTH XOAUTH2"),
        "auth": Answer("454 4.7.0 Temporary authentication failure"),
    }
    async with (
        a_scripted_server(script) as server,
        a_transport(OneToken("t0ken"), server.port) as robin,
    ):
        delivery = await send(robin)

    assert isinstance(delivery, Rejected)
    assert fault_of(delivery) == SERVER_BUSY
    assert server.commands.count("auth") == 1


def test_nothing_secret_has_a_form_for_people() -> None:
    """Tokens, passwords and client secrets stay out of every repr."""
    secrets = (
        AccessToken("s3cret", 1.0),
        Server("mail.example", 25, password="s3cret"),
        OAuthClient("google", "id", "s3cret"),
        Granted.model_validate(dict.fromkeys(("access_token", "refresh_token"), "s3cret")),
    )

    assert "s3cret" not in f"{secrets} {secrets[0]} {secrets[3]}"

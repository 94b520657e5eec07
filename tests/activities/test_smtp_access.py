"""Login and TLS against a real server: no mail and no password goes out where they fail."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from activities.transports.smtp import SmtpTransport
from activities.transports.smtp_connections import Limits
from domain.mailboxes.servers import Server, Tls
from domain.ports import Accepted, Delivery, Phase, Rejected
from tests.activities.wire import send
from tests.certificates import server_context, write_certificate
from tests.smtp_server import a_scripted_server

PATIENT = Limits(command=5, reply=5)


class Catcher:
    """An aiosmtpd handler that counts."""

    def __init__(self) -> None:
        self.mails = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if not session.authenticated:
            return "530 5.7.0 login first"
        self.mails += 1
        return "250 kept"


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object
) -> AuthResult:
    granted = isinstance(login, LoginPassword) and login.password == b"opensesame"
    return AuthResult(success=granted, handled=granted)


@asynccontextmanager
async def a_guarded_server(
    starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[Catcher, int]]:
    """Takes mail from robin, who says opensesame."""
    catcher = Catcher()
    loop = asyncio.get_running_loop()

    def protocol() -> SMTP:
        return SMTP(
            catcher,
            hostname="localhost",
            loop=loop,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=_authenticate,
            auth_require_tls=False,
        )

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
    try:
        yield catcher, server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def deliver(port: int, tls: Tls, password: str | None = "opensesame") -> Delivery:  # noqa: S107 -- made up
    username = None if password is None else "robin"
    transport = SmtpTransport(Server("localhost", port, tls, username, password), PATIENT)
    delivery = await send(transport)
    await transport.aclose()
    await asyncio.sleep(0.1)
    return delivery


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for localhost that this process trusts, as the server's context."""
    file = write_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return server_context(file)


async def test_a_login_lets_the_mail_through() -> None:
    """Username and password reach the server."""
    async with a_guarded_server() as (catcher, port):
        delivery = await deliver(port, "none")

    assert isinstance(delivery, Accepted)
    assert catcher.mails == 1


async def test_a_wrong_password_is_the_mailboxs_fault() -> None:
    """535 while connecting, with no mail."""
    async with a_guarded_server() as (catcher, port):
        delivery = await deliver(port, "none", "wrong")

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.phase) == (535, Phase.CONNECT)
    assert catcher.mails == 0


async def test_a_server_without_login_gets_no_password() -> None:
    """A mailbox with a password does not fall back to sending without one."""
    async with a_scripted_server() as server:
        delivery = await deliver(server.port, "none")

    assert isinstance(delivery, Rejected)
    assert (delivery.enhanced, delivery.phase) == ("5.7.4", Phase.CONNECT)
    assert {"auth", "mail"}.isdisjoint(server.commands)


async def test_starttls_comes_before_login_and_mail(certificate: ssl.SSLContext) -> None:
    """The server takes neither in the clear."""
    async with a_guarded_server(starttls=certificate) as (catcher, port):
        delivery = await deliver(port, "starttls")

    assert isinstance(delivery, Accepted)
    assert catcher.mails == 1


async def test_tls_from_the_first_byte(certificate: ssl.SSLContext) -> None:
    """As on port 465 (RFC 8314)."""
    async with a_guarded_server(tls=certificate) as (catcher, port):
        delivery = await deliver(port, "tls")

    assert isinstance(delivery, Accepted)
    assert catcher.mails == 1


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_an_untrusted_server_gets_nothing(
    tls: Tls, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that nobody vouches for ends the conversation before the password."""
    monkeypatch.delenv("SSL_CERT_FILE")
    contexts = {tls: certificate}
    async with a_guarded_server(contexts.get("starttls"), contexts.get("tls")) as (catcher, port):
        delivery = await deliver(port, tls)

    assert isinstance(delivery, Rejected)
    assert (delivery.code, delivery.phase) == (0, Phase.CONNECT)
    assert catcher.mails == 0

"""One wire for all mailboxes: each mail goes by the server of its sender."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Protocol

from activities.transports.smtp import SmtpTransport
from activities.transports.smtp_connections import Tls
from domain.mailboxes import NoSlot
from domain.ports import Delivery, Refusal, Rejected


class Access(Protocol):
    """A mail server and how it lets the mailbox in."""

    @property
    def host(self) -> str:
        """Its name or address."""

    @property
    def port(self) -> int:
        """Its port."""

    @property
    def tls(self) -> Tls:
        """How the connection is secured."""

    @property
    def username(self) -> str | None:
        """The login; none where it asks for none."""

    def secret(self) -> str | None:
        """The password, read where it is kept."""


class Account(Protocol):
    """A mailbox with its server, as the mailboxes file says it."""

    @property
    def bare(self) -> str:
        """The bare address."""

    @property
    def smtp(self) -> Access:
        """The server that it sends by."""


class Routes:
    """`domain.ports.MailTransport` over the SMTP transport of each mailbox, by its address."""

    def __init__(self, transports: Mapping[str, SmtpTransport]) -> None:
        self._transports = dict(transports)

    async def send(
        self,
        sender: str,
        recipient: str,
        message: bytes,
        before_body: Callable[[], Awaitable[Refusal | NoSlot | None]],
    ) -> Delivery:
        """`MailTransport.send`. Raises `KeyError` for a sender that is none of the mailboxes."""
        return await self._transports[sender].send(sender, recipient, message, before_body)

    async def reach(self, sender: str) -> Rejected | None:
        """Connect and log in as the mailbox, and leave; what the server said, where it refused."""
        return await self._transports[sender].reach(sender)

    async def aclose(self) -> None:
        """Close the connections that are kept; mails under way are finished."""
        for transport in self._transports.values():
            await transport.aclose()


def routes_of(accounts: Iterable[Account]) -> Routes:
    """The wire of these mailboxes; their secrets are read now, and what reading raises passes."""
    return Routes({account.bare: _transport(account.smtp) for account in accounts})


def _transport(server: Access) -> SmtpTransport:
    return SmtpTransport(
        server.host,
        server.port,
        tls=server.tls,
        username=server.username,
        password=server.secret(),
    )

"""One wire for all mailboxes: each mail goes by the server of its sender."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime

from activities.transports.oauth.access_tokens import tokens_of
from activities.transports.smtp import SmtpTransport
from domain.mailboxes import NoSlot
from domain.mailboxes.credentials import Credentials
from domain.mailboxes.servers import Account
from domain.ports import Delivery, Refusal, Rejected


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


def routes_of(
    accounts: Iterable[Account], kept: Credentials, now: Callable[[], datetime]
) -> Routes:
    """The wire of these mailboxes; `kept` has the grants of those without a password."""
    return Routes(
        {
            account.mailbox: SmtpTransport(account.server, tokens=tokens_of(account, kept, now))
            for account in accounts
        }
    )

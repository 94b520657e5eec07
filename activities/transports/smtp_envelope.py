"""The conversation up to the body: MAIL, RCPT, DATA. Whatever fails here is certain: nothing went.

Belongs here: which commands are said, and what their failures mean. Does not: the body.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from email.utils import parseaddr
from typing import TypeVar

from aiosmtplib import SMTP, SMTPException, SMTPResponse, SMTPResponseException

from activities.transports.smtp_connections import spoke_ahead
from activities.transports.smtp_text import enhanced_of, reply_of
from domain.mail.mail_addresses import with_ascii_domain
from domain.mailboxes.credentials import LoginRefused, ProviderAway
from domain.ports import Phase, Rejected

T = TypeVar("T")

GO_AHEAD = 354
AGREED = 2
# RFC 3463 and RFC 6531: what a server would have said, where the client can tell without asking.
NO_SUCH_SECURITY = "5.7.4"
NOT_LET_IN = "5.7.8"
NOT_INTERNATIONAL = "5.6.7"
BAD_SENDER = "5.1.7"
BAD_RECIPIENT = "5.1.3"


async def reach_body(client: SMTP, sender: str, recipient: str) -> Rejected | None:
    """Bring the conversation to where the server waits for the body, or say why it never will."""
    steps: tuple[tuple[Phase, Callable[[], Awaitable[Rejected | None]]], ...] = (
        (Phase.MAIL, lambda: _mail(client, sender, recipient)),
        (Phase.RCPT, lambda: _rcpt(client, recipient)),
        (Phase.DATA, lambda: _data(client)),
    )
    for phase, step in steps:
        rejected = await tried(phase, step())
        if rejected is not None:
            return rejected
    return None


async def tried(phase: Phase, step: Awaitable[T]) -> T | Rejected:
    """What the step gives, or its failure as a rejection: before the body each is certain."""
    try:
        return await step
    except SMTPResponseException as refused:
        return rejection(phase, SMTPResponse(refused.code, refused.message))
    except LoginRefused as refused:
        return Rejected(0, NOT_LET_IN, str(refused), phase)
    except (OSError, ProviderAway) as lost:
        return Rejected(0, "", f"{type(lost).__name__}: {lost}", phase)
    except SMTPException as lacking:
        # What the network does is an OSError too; here the server lacks STARTTLS or AUTH.
        return Rejected(0, NO_SUCH_SECURITY, str(lacking), phase)
    except ValueError as unfit:
        # The library puts no address on the wire that could be read as a command.
        enhanced = BAD_RECIPIENT if phase is Phase.RCPT else BAD_SENDER
        return Rejected(0, enhanced, str(unfit), phase)


def rejection(phase: Phase, response: SMTPResponse) -> Rejected:
    """The reply as a rejection; a code that SMTP does not have counts as none."""
    code = response.code if response.code // 100 in range(2, 6) else 0
    return Rejected(code, enhanced_of(code, response.message), reply_of(response), phase)


async def _mail(client: SMTP, sender: str, recipient: str) -> Rejected | None:
    """MAIL, with SMTPUTF8 where an address has need of it (RFC 6531 section 3.4)."""
    address = with_ascii_domain(sender)
    if address.isascii() and _local_part(recipient).isascii():
        await _agreed(client.mail(address))
        return None
    if client.is_ehlo_or_helo_needed:
        await client.ehlo()
    if not client.supports_extension("smtputf8"):
        phase = Phase.RCPT if address.isascii() else Phase.MAIL
        return Rejected(0, NOT_INTERNATIONAL, "the server takes no international address", phase)
    await _agreed(client.mail(address, options=["SMTPUTF8"], encoding="utf-8"))
    return None


async def _rcpt(client: SMTP, recipient: str) -> None:
    address = with_ascii_domain(recipient)
    if parseaddr(address)[1] != address:
        # The library would write to whatever else it reads there.
        raise ValueError("this is not a bare address")
    await _agreed(client.rcpt(address, encoding="utf-8"))


async def _data(client: SMTP) -> None:
    response = await client.execute_command(b"DATA")
    if response.code != GO_AHEAD:
        raise SMTPResponseException(response.code, response.message)
    if spoke_ahead(client):
        # What it said too much would be taken for its answer to the body.
        raise SMTPResponseException(0, "the server answers what it was not asked")


async def _agreed(command: Awaitable[SMTPResponse]) -> None:
    """The command succeeded where the first digit says so (RFC 5321 section 4.2.1), as 252 does."""
    try:
        await command
    except SMTPResponseException as said:
        if said.code // 100 != AGREED:
            raise


def _local_part(address: str) -> str:
    return address.rpartition("@")[0]

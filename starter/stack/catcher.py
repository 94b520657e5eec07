"""A mail catcher for one machine: what is sent to it lies in a Maildir and goes nowhere else."""

from __future__ import annotations

import asyncio
import mailbox
import signal
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from starter.errors import BadInput
from starter.stack.ports import LOOPBACK, owner_of

# RFC 3463: bad destination mailbox address.
NO_SUCH_MAILBOX = "550 5.1.1 there is no such mailbox here"
BOUNCING = "bounce"


class MaildirHandler:
    """Keeps every mail as it came, and refuses recipients whose name begins with `bounce`."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._maildir = mailbox.Maildir(folder, create=True)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse what begins with `bounce`, as a server does that knows its mailboxes."""
        if address.casefold().startswith(BOUNCING):
            return NO_SUCH_MAILBOX
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail; the 250 is the promise that it lies on disk."""
        content = envelope.original_content or b""
        recipients = ", ".join(envelope.rcpt_tos)
        trace = f"Return-Path: <{envelope.mail_from}>\r\nDelivered-To: {recipients}\r\n"
        key = await asyncio.to_thread(self._maildir.add, trace.encode() + content)
        return f"250 2.0.0 OK kept as {key}"


async def catch_mail(port: int, folder: Path) -> None:
    """Catch mail on loopback until SIGTERM or SIGINT. Raises `BadInput` where the port is taken."""
    handler = MaildirHandler(folder)
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(
            lambda: SMTP(handler, hostname="catcher.localhost", loop=loop, enable_SMTPUTF8=True),
            LOOPBACK,
            port,
        )
    except OSError as error:
        raise BadInput(
            f"port {port} is taken by {owner_of(port)}; choose another with --port"
        ) from error
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with server:
        await stopping.wait()

"""A well-behaved SMTP server (aiosmtpd) that keeps what it accepts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message

from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """The mails that were accepted, in order, and the port they came in by."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.port = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(message_from_bytes(envelope.original_content or b""))
        return "250 kept"


@asynccontextmanager
async def a_mail_server(port: int = 0) -> AsyncIterator[Mailbox]:
    """Listens on loopback, on a free port unless one is given."""
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, hostname="mail.example", loop=loop), "127.0.0.1", port
    )
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()

"""What tests of the SMTP transport share: a hasty transport, a counted gate, one mail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from activities.transports.smtp import SmtpTransport
from activities.transports.smtp_connections import Limits
from domain.mailboxes.servers import Server
from domain.ports import Delivery, MailTransport, Refusal

ROBIN = "robin@northwind.example"
ADA = "ada@example.com"
MAIL = b"Subject: Hello\r\n\r\n.a line\r\n"
HASTY = Limits(command=0.2, reply=0.2)


@asynccontextmanager
async def a_transport(port: int, limits: Limits = HASTY) -> AsyncIterator[SmtpTransport]:
    transport = SmtpTransport(Server("127.0.0.1", port), limits)
    try:
        yield transport
    finally:
        await transport.aclose()
        await asyncio.sleep(0)


class Gate:
    """`before_body`, which counts how often the touch started."""

    def __init__(self, refusal: Refusal | None = None) -> None:
        self.passed = 0
        self._refusal = refusal

    async def __call__(self) -> Refusal | None:
        self.passed += 1
        return self._refusal


async def send(
    transport: MailTransport, gate: Gate | None = None, message: bytes = MAIL
) -> Delivery:
    return await transport.send(ROBIN, ADA, message, gate or Gate())

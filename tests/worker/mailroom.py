"""A mailbox on a real server, people who answer into it, and a reader between it and a ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from activities.transports.imap_reading import open_inbox
from config.host_clock import host_now
from domain.clock import Clock
from domain.mailboxes.servers import Server
from domain.ports import Ingress
from ledger.memory import MemoryLedger
from ledger.records import ReadingRow
from ledger.sql import SqlLedger
from starter.stack.ports import LOOPBACK
from tests.builders import a_cadence, a_prospect
from tests.imap_server import PASSWORD
from worker.bookmarks import Bookmark, Readings
from worker.mail_door import MailDoor
from worker.reading import MailboxReader, Rhythm

ROBIN = "robin@northwind.example"
KEYS = ("a key of at least thirty-two characters",)
# Time goes as on the host, by which mail servers date mails.
CLOCK = Clock()
HASTY = Rhythm(poll=0.1, first=0.05, longest=0.1, refused=0.1)

AnyLedger = MemoryLedger | SqlLedger


async def enrolled(ledger: AnyLedger, *names: str) -> None:
    """People of these names are in a cadence."""
    cadence = a_cadence()
    await ledger.publish(cadence, host_now())
    people = [a_prospect(id=f"p-{name}", email=address(name), phone=None) for name in names]
    await ledger.enroll(people, cadence.name, host_now(), False)


def address(name: str) -> str:
    return f"{name}@example.com"


def a_reply(name: str, text: str = "Yes, do call.", message_id: str | None = None) -> bytes:
    """What this person answers."""
    lines = (
        f"From: {address(name)}",
        f"To: {ROBIN}",
        "Subject: Re: Hello",
        f"Message-ID: <{message_id or name}@example.com>",
        "Content-Type: text/plain; charset=utf-8",
        "",
        text,
        "",
    )
    return "\r\n".join(lines).encode()


def a_door(ingress: Ingress) -> MailDoor:
    return MailDoor(ingress, [ROBIN], KEYS, host_now)


@asynccontextmanager
async def reading(
    ledger: AnyLedger,
    port: int,
    rhythm: Rhythm = HASTY,
    holder: str = "worker-1",
    password: str = PASSWORD,
    readings: Readings | None = None,
) -> AsyncIterator[None]:
    """Robin's mailbox is read meanwhile, by a worker of this name."""
    server = Server(LOOPBACK, port, username=ROBIN, password=password)
    bookmark = Bookmark(readings or ledger, ROBIN, holder, CLOCK)
    reader = MailboxReader(partial(open_inbox, server), bookmark, a_door(ledger), rhythm)
    running = asyncio.create_task(reader.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def read_up_to(ledger: AnyLedger, uid: int) -> None:
    """Return when the mailbox has been read up to there."""
    await until_it_reads(ledger, lambda row: row.last_uid == uid)


async def until_it_reads(ledger: AnyLedger, holds: Callable[[ReadingRow], bool]) -> None:
    """Return when this holds for how the reading stands, before a lost lease would have ended."""
    async with asyncio.timeout(20):
        while not any(holds(row) for row in await ledger.readings()):  # noqa: ASYNC110 -- a ledger sets no event
            await asyncio.sleep(0.02)


async def heard(ledger: AnyLedger) -> list[str]:
    """Whose mails came in, in their order."""
    names = {row.enrollment: row.prospect for row in await ledger.enrollments()}
    return [names[row.enrollment_id].partition("@")[0] for row in await ledger.undelivered(1000)]

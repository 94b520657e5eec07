"""Mails a second: the whole send activity against a bare SMTP loop, on one catcher.

The floor is aiosmtplib's `sendmail` of ready bytes on one connection that is reused. Ours writes
each mail, claims it, marks it, sends it and settles it on a SQLite ledger (synchronous=FULL),
many at once as a worker runs them, on as many connections as two mailboxes have.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from aiosmtplib import SMTP
from temporalio.testing import ActivityEnvironment

from activities.email import EmailActivities
from activities.touching import StartTouch
from activities.transports.smtp import SmtpTransport
from activities.transports.smtp_connections import USUAL_LIMITS, Limits
from bench.installation import a_catcher
from bench.ours import a_person, eight_mails
from domain.facts import TouchPerformed, TouchPlanned
from domain.mailboxes import Mailbox
from domain.mailboxes.servers import Server
from ledger import migrate, open_ledger
from ledger.records import Ticket
from ledger.sql import SqlLedger
from starter.stack.ports import LOOPBACK, free_port, is_answering

MAILS = 1_000
WARM = 50
AT_ONCE = 32
DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)
CLOSES = DUE + timedelta(hours=8)
SENDER = "robin@northwind.example"
MAILBOX = Mailbox(SENDER, SENDER)
STEP = "mail-0"
LIMITS = Limits(connections=2 * USUAL_LIMITS.connections)


@dataclass(frozen=True)
class Mails:
    """Medians of alternating runs, and how many activities ran at once."""

    floor_per_s: float
    ours_per_s: float
    ratio: float
    mails: int
    at_once: int


async def measure_mails(runs: int) -> Mails:
    """Floor and ours in turn, on one catcher."""
    floor, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        with a_catcher(port, Path(folder) / "mail"):
            await _until_listening(port)
            for number in range(runs):
                floor.append(await _bare(port))
                ours.append(await _activity(port, Path(folder) / f"ledger-{number}.sqlite3"))
    middle, of = statistics.median(ours), statistics.median(floor)
    return Mails(round(of, 1), round(middle, 1), round(middle / of, 3), MAILS, AT_ONCE)


async def _bare(port: int) -> float:
    """Mails a second on one connection, one after the other."""
    async with SMTP(hostname=LOOPBACK, port=port) as client:
        message = _a_message()
        for _ in range(WARM):
            await client.sendmail(SENDER, ["warm@example.com"], message)
        began = time.perf_counter()
        for number in range(MAILS):
            await client.sendmail(SENDER, [f"p{number}@example.com"], message)
        return MAILS / (time.perf_counter() - began)


async def _activity(port: int, database: Path) -> float:
    """Mails a second through `send_email`, from the claim to the recorded outcome."""
    url = f"sqlite:///{database}"
    migrate(url)
    async with AsyncExitStack() as closing:
        ledger = open_ledger(url)
        closing.push_async_callback(ledger.close)
        transport = SmtpTransport(Server(LOOPBACK, port), LIMITS)
        closing.push_async_callback(transport.aclose)
        sending = EmailActivities(ledger, transport, [MAILBOX], lambda: DUE)
        touches = await _due_touches(ledger)
        await _send_all(sending, touches[:WARM])
        began = time.perf_counter()
        await _send_all(sending, touches[WARM:])
        return MAILS / (time.perf_counter() - began)


async def _send_all(sending: EmailActivities, touches: Sequence[StartTouch]) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def send(touch: StartTouch) -> None:
        async with places:
            outcome = await ActivityEnvironment().run(sending.send_email, touch)
            if not isinstance(outcome, TouchPerformed):
                raise TypeError(f"a mail did not go out: {outcome}")

    await asyncio.gather(*map(send, touches))


async def _due_touches(ledger: SqlLedger) -> list[StartTouch]:
    """Everybody's first mail, planned and due."""
    version = await ledger.publish(eight_mails(), DUE)
    people = [a_person(f"p{number}") for number in range(WARM + MAILS)]
    tickets = await ledger.enroll(people, version, DUE)
    return [await _planned(ledger, one) for one in tickets if isinstance(one, Ticket)]


async def _planned(ledger: SqlLedger, ticket: Ticket) -> StartTouch:
    plan = TouchPlanned(
        at=DUE,
        step=STEP,
        generation=1,
        channel="email",
        due_at=DUE,
        not_after=CLOSES,
        timezone="UTC",
        why="bench",
    )
    await ledger.append(ticket.enrollment_id, [plan])
    return StartTouch(ticket.enrollment_id, STEP, 1, "email", CLOSES)


def _a_message() -> bytes:
    """A mail with the words of ours."""
    message = EmailMessage()
    message["From"], message["To"] = SENDER, "p0@example.com"
    message["Subject"], message["Message-ID"] = "About p0", "<bench@northwind.example>"
    message.set_content(str(vars(eight_mails().by_id[STEP])["text"]))
    return message.as_bytes()


async def _until_listening(port: int) -> None:
    while not await is_answering(port):  # noqa: ASYNC110 -- another process opens it
        await asyncio.sleep(0.05)

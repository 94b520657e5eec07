"""What happens when a part is down, for how long, and what then: the rows of docs/operations.md.

What is told there of Temporal and of workers stands in tests/e2e/test_crashes.py.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path

import httpx

from domain.cadence import Cadence
from domain.facts import EnrollmentEnded, TouchHeld
from ledger.records import Ticket
from ledger.sql import SqlLedger
from starter.checks.liveness import verify_everything
from starter.stack.ports import free_port
from tests.builders import a_cadence, a_prospect, a_step
from tests.e2e.house import SECRET, House, a_house, eventually, facts_of, until_ended
from tests.mail_server import Mailbox, a_mail_server
from tests.postgres import a_postgres_server
from tests.webhooks.door import body_of, signed

SPEED = 20_000.0
DAYS = (1, 2, 3)
PEOPLE = [a_prospect(id=f"p{n}", email=f"p{n}@example.com") for n in range(8)]


def a_few_mails() -> Cadence:
    """One a day, at any hour."""
    steps = [a_step(id=f"mail-{day}", channel="email", day=day) for day in DAYS]
    return a_cadence(steps=steps, rules={"window": "00:30-23:30"})


async def reply(house: House, ticket: Ticket) -> int:
    """What the door answers to a reply; 0 where nobody does."""
    body = body_of("reply", enrollment=ticket.enrollment_id)
    headers = signed(body, f"reply-of-{ticket.enrollment_id}", secret=SECRET)
    async with httpx.AsyncClient(timeout=15) as client:
        try:
            url = f"http://127.0.0.1:{house.ports['webhooks']}/webhooks/standard"
            return (await client.post(url, content=body, headers=headers)).status_code
        except httpx.TransportError:
            return 0


async def until_answered(house: House, ticket: Ticket, status: int) -> None:
    """Post the reply again, as its sender does, until the door answers so."""
    async with asyncio.timeout(60):
        while await reply(house, ticket) != status:  # noqa: ASYNC110 -- another process answers
            await asyncio.sleep(0.2)


async def until_ready(port: int) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while not await is_ready(client, port):  # noqa: ASYNC110 -- another process starts
            await asyncio.sleep(0.2)


async def is_ready(client: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await client.get(f"http://127.0.0.1:{port}/readyz")).is_success
    except httpx.TransportError:
        return False


def sent_by(mailbox: Mailbox) -> Counter[str]:
    return Counter(str(mail["Message-ID"]) for mail in mailbox.mails)


async def problems_of(house: House, ledger: SqlLedger) -> list[str]:
    return list((await verify_everything(await house.client(), ledger)).problems)


async def endings_of(ledger: SqlLedger, tickets: list[Ticket]) -> Counter[str]:
    told = [fact for ticket in tickets for fact in await facts_of(ledger, ticket)]
    return Counter(fact.reason for fact in told if isinstance(fact, EnrollmentEnded))


async def test_the_mail_server_is_away(tmp_path: Path) -> None:
    """Touches are held and tried again; each goes out once when it is back, and none is lost."""
    port = free_port()
    more = {"DRUMBEAT_SMTP_PORT": str(port)}
    async with a_house(tmp_path, SPEED, more=more) as house, house.ledger() as ledger:
        house.start_worker()
        tickets = await house.enroll(ledger, a_few_mails(), PEOPLE)
        held: list[TouchHeld] = []
        async with asyncio.timeout(60):
            while len(held) < len(PEOPLE):
                told = [await facts_of(ledger, ticket) for ticket in tickets]
                held = [f for facts in told for f in facts if isinstance(f, TouchHeld)]

        async with a_mail_server(port) as mailbox:
            await until_ended(ledger, 90)

        assert sent_by(mailbox).total() == len(sent_by(mailbox)) == len(PEOPLE) * len(DAYS)
        assert await endings_of(ledger, tickets) == {"completed": len(PEOPLE)}
        assert await problems_of(house, ledger) == []


async def test_the_database_is_away(tmp_path: Path) -> None:
    """The door refuses, so that senders try again; runs hold, go on by themselves, lose nothing."""
    with a_postgres_server() as postgres:
        more = {"DRUMBEAT_DATABASE_URL": postgres.new_database()}
        async with a_house(tmp_path, SPEED, more=more) as house:
            async with house.ledger() as ledger:
                tickets = await house.enroll(ledger, a_few_mails(), PEOPLE)
            house.start_worker()
            house.start_webhooks()
            await until_answered(house, tickets[0], 202)
            # A worker that has not begun ends where the ledger is away: its supervisor's matter.
            await eventually(lambda: bool(house.mailbox.mails), 60, "no mail")

            postgres.stop()
            refused = await reply(house, tickets[1])
            await asyncio.sleep(3)
            postgres.start()
            await until_answered(house, tickets[1], 202)

            async with house.ledger() as ledger:
                await until_ended(ledger, 90)
                endings = await endings_of(ledger, tickets)
                assert await problems_of(house, ledger) == []
            assert refused == 503
            assert endings["replied"] == 2
            assert endings["completed"] == len(PEOPLE) - 2
            assert max(sent_by(house.mailbox).values()) == 1


async def test_webhooks_and_console_are_away(tmp_path: Path) -> None:
    """Cadences go on without them; what senders could not post is taken in when they come again."""
    port = free_port()
    more = {"DRUMBEAT_CONSOLE_PORT": str(port)}
    async with a_house(tmp_path, SPEED, more=more) as house, house.ledger() as ledger:
        tickets = await house.enroll(ledger, a_few_mails(), PEOPLE)
        house.start_worker()
        await eventually(lambda: len(house.mailbox.mails) >= len(PEOPLE), 60, "no mails")
        assert await reply(house, tickets[0]) == 0

        house.start_webhooks()
        house.start("console", sys.executable, "-m", "console")
        await until_answered(house, tickets[0], 202)
        await until_ready(port)

        await until_ended(ledger, 90)
        endings = await endings_of(ledger, tickets)
        assert endings.total() == len(PEOPLE)
        assert max(sent_by(house.mailbox).values()) == 1
        assert await problems_of(house, ledger) == []


async def test_the_collector_of_traces_is_away(tmp_path: Path) -> None:
    """Nothing waits for it: mails go out as ever, and the worker stops when it is told to."""
    nowhere = f"http://127.0.0.1:{free_port()}/v1/traces"
    more = {"DRUMBEAT_OTLP_ENDPOINT": nowhere}
    async with a_house(tmp_path, SPEED, more=more) as house, house.ledger() as ledger:
        tickets = await house.enroll(ledger, a_few_mails(), PEOPLE)
        house.start_worker()
        await until_ended(ledger, 90)
        assert await endings_of(ledger, tickets) == {"completed": len(PEOPLE)}

        worker = house.running.pop("worker")
        worker.terminate()
        code = await asyncio.to_thread(worker.wait, 30)

        assert code == 0


async def test_a_worker_is_replaced_by_another(tmp_path: Path) -> None:
    """A rolling restart under load: one starts, one stops; all touches go out, and each once."""
    async with a_house(tmp_path, SPEED) as house, house.ledger() as ledger:
        tickets = await house.enroll(ledger, a_few_mails(), PEOPLE)
        house.start_worker()
        await eventually(lambda: bool(house.mailbox.mails), 60, "no mails")
        first = house.running.pop("worker")
        house.start_worker()

        first.terminate()
        code = await asyncio.to_thread(first.wait, 40)
        await until_ended(ledger, 90)

        assert code == 0
        assert sent_by(house.mailbox) == Counter(set(sent_by(house.mailbox)))
        assert len(sent_by(house.mailbox)) == len(PEOPLE) * len(DAYS)
        assert await endings_of(ledger, tickets) == {"completed": len(PEOPLE)}

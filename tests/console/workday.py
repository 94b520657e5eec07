"""A rep's day that is really worked: a Temporal dev server, a worker, and people to call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.transports.smtp import SmtpTransport
from config.host_clock import host_now
from config.temporal import add_search_attributes
from domain.cadence import Cadence, Step
from domain.mailboxes.servers import Server
from domain.people.prospects import Prospect
from ledger.records import TaskRow
from ledger.sql import SqlLedger
from starter.stack.ports import free_port
from tests.builders import ROBIN as MAILBOX
from tests.builders import a_cadence, a_step
from tests.console.house import ROBIN
from tests.console.stage import QUEUE, running
from tests.dev_server import a_dev_server
from worker.build import activities_of, build_worker, sandboxed

# Open day and night, so that the tasks are there at once whenever the tests run.
RULES = {
    "window": "00:00-23:59",
    "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    "holidays": "none",
    "counting": "calendar",
    "spread": "none",
}
LATER = a_step(id="later", channel="call", day=30)
KINDS = (
    a_step(id="ring", channel="call", script="Ask {{ first_name }}.", voicemail="Hello."),
    a_step(id="connect", channel="linkedin", kind="connect", message="Hi {{ first_name }}"),
    a_step(id="look", channel="research", questions=["Which site?"], fills=["site"]),
    a_step(id="speak", channel="voicemail", script="Hello, Robin here."),
    a_step(id="write", channel="linkedin", kind="message", message="Hello {{ first_name }}"),
    a_step(id="inmail", channel="linkedin", kind="inmail", subject="A word", message="Hello"),
    a_step(id="film", channel="video", script="Wave.", message="I made you a video."),
    a_step(id="text", channel="sms", text="Hi {{ first_name }}, Robin here."),
    a_step(id="read", review=True, text="Hi {{ first_name }}, have a look."),
    a_step(id="lack", text="Hi {{ first_name }}, about {{ trigger }}."),
)


@asynccontextmanager
async def at_work(ledger: SqlLedger, folder: Path) -> AsyncIterator[Client]:
    """A client of that server, with a worker for this ledger."""
    async with AsyncExitStack() as closing:
        address = closing.enter_context(a_dev_server(folder))
        client = await _client_of(address)
        await add_search_attributes(client)
        transport = SmtpTransport(Server("127.0.0.1", free_port()))
        closing.push_async_callback(transport.aclose)
        activities = activities_of(ledger, transport, (MAILBOX,), host_now)
        worker = build_worker(client, QUEUE, activities, runner=sandboxed())
        await closing.enter_async_context(worker)
        yield client


async def _client_of(address: str) -> Client:
    """A server that listens is healthy only a moment later."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await Client.connect(address, data_converter=pydantic_data_converter)
            except RuntimeError:
                await asyncio.sleep(0.1)


async def with_tasks(
    ledger: SqlLedger, client: Client, people: int, owner: str | None = ROBIN
) -> list[TaskRow]:
    """So many people with a task each, of every kind that a rep does, all open."""
    for number, first in enumerate(KINDS):
        cadence = _cadence(f"day-{first.id}-{'theirs' if owner else 'nobodys'}", first, owner)
        count = len(range(number, people, len(KINDS)))
        await running(ledger, client, cadence, _people(f"{owner}{number}", count), host_now())
    async with asyncio.timeout(60):
        while len(tasks := await ledger.tasks(owner)) < people:  # noqa: ASYNC110 -- runs tell none
            await asyncio.sleep(0.1)
    return list(tasks)


def _cadence(name: str, first: Step, owner: str | None) -> Cadence:
    return a_cadence(name=name, steps=[first, LATER], rules=RULES, owner=owner)


def _people(name: str, count: int) -> Sequence[Prospect]:
    return [
        Prospect(
            "",
            email=f"{name.partition('@')[0]}-{name[-1]}-{number}@example.com",
            phone=f"+49309018{2000 + number + 100 * int(name[-1])}",
            linkedin_url=f"https://www.linkedin.com/in/{name[:3]}-{name[-1]}-{number}",
            timezone="Europe/Berlin",
            variables={"first_name": f"Pat{number}"},
        )
        for number in range(count)
    ]

"""A console whose people really run: a Temporal server, a worker, and the same ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from temporalio import activity
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from activities.transports.smtp import SmtpTransport
from config.temporal import add_search_attributes
from domain.cadence import Cadence
from domain.clock import Clock
from domain.mailboxes.servers import Server
from domain.people.prospects import Prospect
from ledger.records import Ticket
from ledger.sql import SqlLedger
from tests.binaries import TEST_SERVER
from tests.builders import ROBIN
from tests.mail_server import a_mail_server
from worker.build import activities_of, build_worker, sandboxed
from workflows.runs.reconciling import input_of
from workflows.runs.starting import start_enrollment

QUEUE = "console"


@asynccontextmanager
async def a_worker(ledger: SqlLedger) -> AsyncIterator[Client]:
    """A client of a server on which a worker runs enrollments of this ledger."""
    async with AsyncExitStack() as closing:
        mailbox = await closing.enter_async_context(a_mail_server())
        transport = SmtpTransport(Server("127.0.0.1", mailbox.port))
        closing.push_async_callback(transport.aclose)
        env = await WorkflowEnvironment.start_time_skipping(
            test_server_existing_path=TEST_SERVER, data_converter=pydantic_data_converter
        )
        await closing.enter_async_context(env)
        await add_search_attributes(env.client)
        activities = activities_of(ledger, transport, (ROBIN,), _scheduled)
        await closing.enter_async_context(
            build_worker(env.client, QUEUE, activities, runner=sandboxed())
        )
        yield env.client


async def running(
    ledger: SqlLedger, client: Client, cadence: Cadence, people: Sequence[Prospect], at: datetime
) -> list[str]:
    """The enrollments of these people, each with its run."""
    await ledger.publish(cadence, at)
    ids = []
    for ticket in await ledger.enroll(people, cadence.name, at):
        assert isinstance(ticket, Ticket)
        await start_enrollment(client, input_of(ticket, Clock()), ticket.workflow_id, QUEUE)
        ids.append(ticket.enrollment_id)
    return ids


def _scheduled() -> datetime:
    """An activity sees the host's clock; when it was scheduled is in skipped time."""
    return activity.info().scheduled_time

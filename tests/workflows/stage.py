"""A stage for weeks-long runs: time-skipping server, real SMTP, the shipped in-memory ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from activities.transports.smtp import SmtpTransport
from config.temporal import add_search_attributes
from domain.cadence import Cadence
from domain.clock import Clock
from domain.facts import Fact
from domain.mailboxes import Mailbox
from domain.mailboxes.servers import Server
from domain.people.prospects import Prospect
from domain.ports import TextTransport
from ledger.memory import MemoryLedger
from ledger.records import Ticket
from tests.binaries import TEST_SERVER
from tests.builders import ROBIN
from tests.mail_server import Mailbox as Caught
from tests.mail_server import a_mail_server
from worker.build import BY_HAND, activities_of, build_worker, sandboxed
from workflows.contract import Outcome
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.reconciling import input_of
from workflows.runs.starting import start_enrollment

QUEUE = "stage"
Handle = WorkflowHandle[EnrollmentWorkflow, Outcome]


@dataclass
class Stage:
    """Everything a scenario needs."""

    env: WorkflowEnvironment
    ledger: MemoryLedger
    mailbox: Caught

    async def now(self) -> datetime:
        return await self.env.get_current_time()

    async def enroll(self, prospect: Prospect, cadence: Cadence) -> tuple[Ticket, Handle]:
        """Ledger first, then the workflow, as `drumbeat enroll` does."""
        await self.ledger.publish(cadence, await self.now())
        (ticket,) = await self.ledger.enroll([prospect], cadence.version, await self.now(), False)
        assert isinstance(ticket, Ticket)
        await self.start(ticket)
        return ticket, self.handle(ticket)

    async def start(self, ticket: Ticket) -> None:
        given = input_of(ticket, Clock())
        assert await start_enrollment(self.env.client, given, ticket.workflow_id, QUEUE)

    def handle(self, ticket: Ticket) -> Handle:
        return self.env.client.get_workflow_handle_for(EnrollmentWorkflow.run, ticket.workflow_id)

    async def facts(self, ticket: Ticket) -> list[Fact]:
        _, _, rows = await self.ledger.enrollment(ticket.enrollment_id)
        return [row.fact for row in rows]

    async def days(self, count: float) -> None:
        await self.env.sleep(timedelta(days=count))

    async def outcome(self, handle: Handle) -> Outcome:
        """Skip time until the run has ended."""
        for _ in range(240):
            if (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING:
                return await handle.result()
            await self.days(0.5)
        raise AssertionError("the run has not ended within 120 days")

    async def until_open(self, ticket: Ticket, step: str) -> None:
        """Skip time until the step's task is open."""
        for _ in range(200):
            if f"{ticket.enrollment_id}.{step}" in {t.task for t in await self.ledger.tasks()}:
                return
            await self.days(0.125)
        raise AssertionError(f"no task was opened for {step}")


@asynccontextmanager
async def a_stage(
    ledger: MemoryLedger | None = None,
    mailboxes: Sequence[Mailbox] = (ROBIN,),
    texts: TextTransport = BY_HAND,
) -> AsyncIterator[Stage]:
    """A fresh server, mail server and worker, on a ledger of the test's own if it gives one."""
    ledger = ledger or MemoryLedger()
    async with AsyncExitStack() as closing:
        mailbox = await closing.enter_async_context(a_mail_server())
        transport = SmtpTransport(Server("127.0.0.1", mailbox.port))
        closing.push_async_callback(transport.aclose)
        env = await WorkflowEnvironment.start_time_skipping(
            test_server_existing_path=TEST_SERVER, data_converter=pydantic_data_converter
        )
        await closing.enter_async_context(env)
        await add_search_attributes(env.client)
        activities = activities_of(ledger, transport, mailboxes, _skipped_now, texts=texts)
        await closing.enter_async_context(
            build_worker(env.client, QUEUE, activities, runner=sandboxed())
        )
        yield Stage(env, ledger, mailbox)


def _skipped_now() -> datetime:
    """An activity sees the host's clock; when it was scheduled is in skipped time."""
    return activity.info().scheduled_time

"""Drumbeat's side of a run: the real ledger, the real worker, the real mail catcher."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from temporalio.client import WorkflowHandle

from bench.installation import Installation, our_workers
from bench.measure import Figures, history_per_touch, per_second, signal_to_exit
from bench.sizes import FAR_SECONDS, HEAD_START_SECONDS, PAUSE_SECONDS, TOUCHES, Sizes
from config.host_clock import HostClock, host_now
from config.settings import Settings
from domain.cadence import Cadence
from domain.people.prospects import Prospect
from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from starter.enrolling import Enrolling
from workflows.contract import Heard, Outcome
from workflows.enrollment import EnrollmentWorkflow

Handle = WorkflowHandle[EnrollmentWorkflow, Outcome]

GAP = timedelta(minutes=1)
SPEED = GAP.total_seconds() / PAUSE_SECONDS
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)


async def measure_ours(installation: Installation, sizes: Sizes) -> Figures:
    """Every figure of Drumbeat."""
    starts = await _start(installation, sizes)
    touches, events, size = await _touch(installation, sizes)
    p50, p98 = await _signal(installation, sizes)
    return Figures(starts, touches, events, size, p50, p98)


class Side:
    """One ledger, one clock, one queue."""

    def __init__(self, installation: Installation, settings: Settings) -> None:
        self.settings = settings
        self.client = installation.client
        migrate(settings.ledger_url)
        self.ledger: SqlLedger = open_ledger(settings.ledger_url)

    async def enroll(self, clock: HostClock, count: int, kind: str) -> list[Handle]:
        """As `drumbeat enroll` does it."""
        version = await self.ledger.publish(eight_mails(), clock.now())
        people = [a_person(f"{kind}{number}") for number in range(count)]
        enrolling = Enrolling(
            self.ledger, self.client, clock, self.settings.task_queue, version, again=False
        )
        await enrolling.enroll(people, lambda _: None)
        tickets = await self.ledger.open_tickets()
        return [
            self.client.get_workflow_handle_for(EnrollmentWorkflow.run, ticket.workflow_id)
            for ticket in tickets
        ]


async def _touch(installation: Installation, sizes: Sizes) -> tuple[float, float, float]:
    """Touches a second from the moment all are due, and what the histories hold."""
    async with AsyncExitStack() as closing:
        side = Side(installation, installation.settings("touch", SPEED))
        closing.push_async_callback(side.ledger.close)
        anchor = MIDNIGHT - timedelta(seconds=HEAD_START_SECONDS) * SPEED
        clock = HostClock(await side.ledger.clock(host_now(), SPEED, anchor))
        first_due = time.monotonic() + HEAD_START_SECONDS
        closing.enter_context(our_workers(side.settings))
        handles = await side.enroll(clock, sizes.runs, "touch")
        if time.monotonic() > first_due:
            raise RuntimeError("the head start was too short to enroll everybody")
        touches = await per_second(sizes.runs * TOUCHES, first_due, _completed(handles))
        return touches, *await history_per_touch(handles, TOUCHES)


async def _start(installation: Installation, sizes: Sizes) -> float:
    """Enrollments a second, ledger and all, with no worker polling."""
    async with a_sleeping_side(installation, "start") as (side, clock):
        enrolling = side.enroll(clock, sizes.starts, "start")
        return await per_second(sizes.starts, time.monotonic(), enrolling)


async def _signal(installation: Installation, sizes: Sizes) -> tuple[float, float]:
    """How soon a reply ends an enrollment that sleeps."""
    async with a_sleeping_side(installation, "signal") as (side, clock):
        with our_workers(side.settings):
            asleep = await side.enroll(clock, sizes.signals, "signal")
            await asyncio.sleep(2)
            return await signal_to_exit(asleep, lambda handle: _reply(side, handle, clock))


@asynccontextmanager
async def a_sleeping_side(
    installation: Installation, name: str
) -> AsyncIterator[tuple[Side, HostClock]]:
    """A side at the ordinary clock whose touches are half a day away."""
    side = Side(installation, installation.settings(name, 1.0))
    anchor = MIDNIGHT - timedelta(seconds=FAR_SECONDS)
    try:
        yield side, HostClock(await side.ledger.clock(host_now(), 1.0, anchor))
    finally:
        await side.ledger.close()


async def _reply(side: Side, handle: Handle, clock: HostClock) -> None:
    standing = await handle.query(EnrollmentWorkflow.state)
    source = f"bench/{token_hex(16)}"
    await handle.signal(
        EnrollmentWorkflow.reply, Heard(standing.enrollment_id, source, clock.now())
    )


async def _completed(handles: list[Handle]) -> None:
    outcomes = await asyncio.gather(*(handle.result() for handle in handles))
    if any(outcome.reason != "completed" for outcome in outcomes):
        raise RuntimeError("an enrollment did not run to its end")


def a_person(name: str) -> Prospect:
    """Somebody with an address of their own."""
    return Prospect(
        id="", email=f"{name}@example.com", timezone="UTC", variables={"first_name": name}
    )


def eight_mails() -> Cadence:
    """Eight mails on one long day, as close as the gap allows."""
    text = "Hi {{ first_name }},\n\n" + "A paragraph of an ordinary length. " * 12
    steps = [
        {
            "id": f"mail-{number}",
            "day": 1,
            "channel": "email",
            "subject": "About {{ first_name }}",
            "text": text,
            "after": "1m",
            "spread": "none",
        }
        for number in range(TOUCHES)
    ]
    return Cadence.model_validate(
        {
            "name": "bench",
            "rules": {"window": "00:00-23:59", "timezone": "UTC"},
            "compliance": {"postal_address": "1 Main Street", "opt_out": "Write back to stop"},
            "steps": steps,
        }
    )

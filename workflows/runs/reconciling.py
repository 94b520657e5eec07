"""Compares the ledger with Temporal and mends what a crash, a reset or a hand left between them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Protocol

from temporalio.client import Client, WorkflowQueryFailedError
from temporalio.service import RPCError

from domain.cadence import Plan
from domain.clock import Clock
from domain.enrollment import Enrollment
from workflows.contract import EnrollmentInput, Standing
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.abreast import abreast
from workflows.runs.liveness import run_status, sleeps_past
from workflows.runs.starting import start_enrollment

QUERY_LIMIT = timedelta(seconds=5)
# How often, and how many seconds apart, a busy run is looked at before it is left for next time.
LOOKS, LOOK_EVERY = 4, 0.5
AT_ONCE = 16
SUCCESSORS_AT_ONCE = 100
# A run that was told of an event so long ago, in host time, has recorded it or has lost it.
TOLD_LONG_AGO = timedelta(minutes=1)


class OpenEnrollment(Protocol):
    """What the ledger knows of an enrollment that has not ended."""

    @property
    def enrollment_id(self) -> str: ...
    @property
    def workflow_id(self) -> str: ...
    @property
    def cadence(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def plan(self) -> Plan: ...
    @property
    def state(self) -> Enrollment: ...


class Accounts(Protocol):
    """What the ledger tells and does for a reconciliation."""

    async def ticket(self, enrollment_id: str) -> OpenEnrollment:
        """One enrollment as it stands now."""

    async def open_tickets(self) -> tuple[OpenEnrollment, ...]:
        """Every enrollment that has not ended."""

    async def unstarted(self, limit: int) -> tuple[OpenEnrollment, ...]:
        """Those that follow an ended enrollment and have no fact of their own run."""

    async def redeliver(self, before: datetime) -> int:
        """Have told again what was told before then and whose stop still stands."""


class Mended(StrEnum):
    """What was done about one enrollment."""

    NOTHING = "nothing"
    STARTED = "started"
    RESTARTED = "restarted"
    TAKEN_BACK = "taken_back"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Reconciled:
    """How many enrollments were found in which shape."""

    looked_at: int
    mended: dict[Mended, int]


def input_of(ticket: OpenEnrollment, clock: Clock) -> EnrollmentInput:
    """The input of a run that goes on from the fold of the facts."""
    untouched = ticket.state == Enrollment()
    return EnrollmentInput(
        enrollment_id=ticket.enrollment_id,
        cadence=ticket.cadence,
        version=ticket.version,
        plan=ticket.plan,
        clock=None if clock.is_plain else clock,
        state=None if untouched else ticket.state,
    )


@dataclass(frozen=True)
class _Watch:
    """The host's time from a known instant on, `began` by the loop's own clock."""

    host: datetime
    began: float

    def now(self) -> datetime:
        return self.host + timedelta(seconds=asyncio.get_running_loop().time() - self.began)


class Reconciler:
    """Starts what never started, restarts what was terminated, takes back what lost facts."""

    def __init__(
        self,
        client: Client,
        ledger: Accounts,
        clock: Clock,
        task_queue: str,
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._clock = clock
        self._task_queue = task_queue

    async def reconcile(self, now: datetime) -> Reconciled:
        """Look at every open enrollment, at a Drumbeat instant.

        Raises `RPCError` while Temporal is away and `LedgerUnavailable` while the ledger is.
        """
        await self._ledger.redeliver(now - TOLD_LONG_AGO * self._clock.speed)
        watch = _Watch(self._clock.host_at(now), asyncio.get_running_loop().time())
        tickets = await self._ledger.open_tickets()
        found = await abreast(partial(self._mend, watch), tickets, AT_ONCE)
        return Reconciled(len(found), {kind: found.count(kind) for kind in Mended})

    async def start_successors(self) -> int:
        """Start those that follow an enrollment which has ended; how many. Raises as `reconcile`.

        A predecessor that is just closing under the same workflow id is waited for.
        """
        started = 0
        for ticket in await self._ledger.unstarted(SUCCESSORS_AT_ONCE):
            status = await run_status(self._client, ticket.workflow_id)
            if status is None or not status.is_running:
                started += await self._start(ticket)
        return started

    async def _mend(self, watch: _Watch, ticket: OpenEnrollment) -> Mended:
        """Bring one enrollment's run in line with its facts."""
        status = await run_status(self._client, ticket.workflow_id)
        if status is not None and status.is_running:
            return await self._mend_running(ticket, watch)
        # Read again: the run may have ended, facts first, since the ticket was read.
        ticket = await self._ledger.ticket(ticket.enrollment_id)
        if ticket.state.is_ended or not await self._start(ticket):
            return Mended.NOTHING
        return Mended.STARTED if ticket.state == Enrollment() else Mended.RESTARTED

    async def _mend_running(self, ticket: OpenEnrollment, watch: _Watch) -> Mended:
        """A run knows everything from outside that its ledger has, or it has lost some."""
        handle = self._client.get_workflow_handle_for(EnrollmentWorkflow.run, ticket.workflow_id)
        try:
            if not await self._is_asleep(ticket.workflow_id, watch):
                return Mended.UNREACHABLE
            standing = await handle.query(EnrollmentWorkflow.state, rpc_timeout=QUERY_LIMIT)
            if not await self._is_astray(standing, ticket):
                return Mended.NOTHING
            await handle.terminate("differs from the ledger, which goes on in a new run")
        except (RPCError, WorkflowQueryFailedError):
            return Mended.UNREACHABLE
        await self._start(await self._ledger.ticket(ticket.enrollment_id))
        return Mended.TAKEN_BACK

    async def _is_asleep(self, workflow_id: str, watch: _Watch) -> bool:
        """Whether the run may be asked, as no workflow task is near; it is waited for a little.

        A query that joins a task which a worker has to replay, local activities and all, makes
        workers (SDK 1.35) answer with commands that the history had: such a run never goes on.
        """
        for _ in range(LOOKS):
            if await sleeps_past(self._client, workflow_id, watch.now() + QUERY_LIMIT):
                return True
            await asyncio.sleep(LOOK_EVERY)
        return False

    async def _is_astray(self, standing: Standing, ticket: OpenEnrollment) -> bool:
        """Whether the run belongs to an earlier enrollment that has ended, or has lost facts.

        A run takes what comes in before the ledger has it, so what only the ledger has is lost.
        What became of a mail in doubt the ledger has first, and tells the run at once; except
        where its server answered at last, of which the run hears by being taken back.
        """
        if standing.enrollment_id != ticket.enrollment_id:
            return (await self._ledger.ticket(standing.enrollment_id)).state.is_ended
        touches = ticket.state.touches
        has_lost_completion = any(
            step in touches and touches[step].is_settled for step in standing.open_tasks
        )
        return has_lost_completion or not ticket.state.sources <= set(standing.sources)

    async def _start(self, ticket: OpenEnrollment) -> bool:
        return await start_enrollment(
            self._client, input_of(ticket, self._clock), ticket.workflow_id, self._task_queue
        )

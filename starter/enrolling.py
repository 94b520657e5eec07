"""Prospects into the ledger in batches, and their workflows started."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.service import RPCError

from config.host_clock import HostClock
from domain.people.prospects import Prospect
from ledger.records import ENROLLED, NotEnrolled, Ticket
from ledger.sql import SqlLedger
from starter.errors import Failed
from workflows.runs.abreast import abreast
from workflows.runs.reconciling import input_of
from workflows.runs.starting import start_enrollment

BATCH = 200
STARTS_AT_ONCE = 32


@dataclass(frozen=True)
class Enrolling:
    """Enrolls into one version of a cadence; `again` also those who have been through it."""

    ledger: SqlLedger
    client: Client
    clock: HostClock
    task_queue: str
    version: str
    again: bool

    async def enroll(
        self, prospects: Sequence[Prospect], advance: Callable[[int], None]
    ) -> Counter[str]:
        """How many came to which outcome. Running it again goes on where it was stopped.

        Raises `Failed` where Temporal stops answering; what the ledger has accepted by then is
        started by the reconciler.
        """
        outcomes: Counter[str] = Counter()
        answers = await self._accept(prospects[:BATCH])
        for first in range(0, len(prospects), BATCH):
            outcomes.update(map(_outcome, answers))
            # The next batch is accepted while the workflows of this one start.
            following = prospects[first + BATCH : first + 2 * BATCH]
            accepted = len(answers)
            answers, _ = await asyncio.gather(self._accept(following), self._start(answers))
            advance(accepted)
        return outcomes

    async def _accept(self, batch: Sequence[Prospect]) -> Sequence[Ticket | NotEnrolled]:
        """The ledger comes first: a lost start is mended, a lost enrollment could not be."""
        return await self.ledger.enroll(batch, self.version, self.clock.now(), self.again)

    async def _start(self, answers: Sequence[Ticket | NotEnrolled]) -> None:
        """Start the workflows of those who were accepted, a bounded number at a time."""

        async def start(ticket: Ticket) -> None:
            given = input_of(ticket, self.clock.clock)
            await start_enrollment(self.client, given, ticket.workflow_id, self.task_queue)

        tickets = [each for each in answers if isinstance(each, Ticket)]
        try:
            await abreast(start, tickets, STARTS_AT_ONCE)
        except RPCError as error:
            raise Failed(
                f"Temporal stopped answering ({error.message}); nobody is lost: a worker or "
                "`drumbeat ledger reconcile` starts those enrolled so far, and the same command "
                "enrolls the rest"
            ) from error


def _outcome(answer: Ticket | NotEnrolled) -> str:
    return ENROLLED if isinstance(answer, Ticket) else answer.value

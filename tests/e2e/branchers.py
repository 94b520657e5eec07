"""Who takes which branch of every-branch.yaml: what they answer after which step, and their rep."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError

from config.host_clock import HostClock
from domain.facts import Detail, Fact
from domain.people.prospects import Prospect
from domain.ports import InboundEvent
from ledger.records import TaskRow
from ledger.sql import SqlLedger
from workflows.contract import CompleteTask
from workflows.enrollment import EnrollmentWorkflow

REFERRED = Prospect(id="", email="referred@branches.example", variables={"first_name": "Rhea"})
# A task that ended meanwhile, or a worker that is busy.
NOT_THIS_TIME = (
    RPCError,
    TimeoutError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
LEFT_UNDONE = "nobody does it"


@dataclass(frozen=True)
class Brancher:
    """One person: what comes in once `step` has started, how tasks go, and how it must end."""

    name: str
    ends: str
    fact: str | None = None
    step: str | None = None
    detail: Detail | None = None
    dispositions: Mapping[str, str] = field(default_factory=dict)
    country: str = "US"
    skips: frozenset[str] | None = None

    @property
    def email(self) -> str:
        return f"{self.name}@branches.example"

    @property
    def prospect(self) -> Prospect:
        return Prospect(
            id="",
            email=self.email,
            phone=f"+1617555{sum(self.name.encode()):04}",
            linkedin_url=f"https://www.linkedin.com/in/{self.name}",
            country=self.country,
            variables={"first_name": self.name.title()},
        )


def steps(*numbers: int) -> frozenset[str]:
    return frozenset(f"step-{number:02}" for number in numbers)


# Of everybody who is neither German nor was reached by telephone.
USUAL = steps(12, 16, 17, 18, 21)
BRANCHERS = (
    Brancher("silent", "unresponsive", skips=USUAL),
    Brancher("german", "unresponsive", country="DE", skips=steps(12, 21)),
    Brancher("positive", "switched", "reply", "step-05", Detail(reply_class="positive")),
    Brancher("neutral", "unresponsive", "reply", "step-05", Detail(reply_class="neutral")),
    Brancher("negative", "not_now", "reply", "step-06", Detail(reply_class="negative")),
    Brancher("vague", "replied", "reply", "step-06"),
    Brancher("away", "unresponsive", "reply", "step-09", Detail(reply_class="out_of_office")),
    Brancher("wrong", "wrong_person", "reply", "step-03", Detail(reply_class="wrong_person")),
    Brancher("unsub", "opted_out", "reply", "step-03", Detail(reply_class="unsubscribe")),
    Brancher(
        "clicker",
        "unresponsive",
        "engagement",
        "step-05",
        Detail(kind="click", step="step-05"),
        skips=steps(6, 7, 12, 16, 17, 18),
    ),
    Brancher("opener", "unresponsive", "engagement", "step-03", Detail(kind="open"), skips=USUAL),
    Brancher(
        "gate",
        "unresponsive",
        dispositions={"step-04": "gatekeeper"},
        skips=USUAL | steps(5, 6, 7, 8),
    ),
    Brancher(
        "reached",
        "unresponsive",
        dispositions={"step-04": "connected"},
        skips=steps(12, 21),
    ),
    Brancher(
        "refuser",
        "not_interested",
        dispositions={"step-04": "not_interested", "step-14": "not_interested"},
        skips=steps(12),
    ),
    Brancher(
        "undone",
        "unresponsive",
        dispositions={"step-14": LEFT_UNDONE, "step-28": LEFT_UNDONE},
        skips=USUAL | steps(14, 28),
    ),
    Brancher("meeting", "meeting_booked", "meeting_booked", "step-08"),
    Brancher("canceled", "unresponsive", "meeting_canceled", "step-21"),
    Brancher("colleague", "unresponsive", "colleague_replied", "step-08", skips=USUAL),
    Brancher("bounced", "bounced", "bounce", "step-01"),
)


@dataclass
class Play:
    """Everybody acts until the play is over."""

    ledger: SqlLedger
    client: Client
    clock: HostClock
    people: Mapping[str, tuple[str, Brancher]]
    said: set[str] = field(default_factory=set)

    async def answer(self) -> None:
        """Let in each person's event once its step has gone out."""
        while True:
            for address, (enrollment_id, person) in self.people.items():
                if person.fact and address not in self.said:
                    await self._answer_once(enrollment_id, person)
            await asyncio.sleep(0.1)

    async def _answer_once(self, enrollment_id: str, person: Brancher) -> None:
        _, _, rows = await self.ledger.enrollment(enrollment_id)
        if not any(_has_gone_out(row.fact, person.step) for row in rows):
            return
        self.said.add(person.email)
        await self.ledger.ingest(self._event(enrollment_id, person, self.clock.now()))

    def _event(self, enrollment_id: str, person: Brancher, now: datetime) -> InboundEvent:
        detail = person.detail
        if detail and detail.reply_class == "out_of_office":
            detail = Detail(reply_class="out_of_office", until=now + timedelta(days=1))
        return InboundEvent(
            provider="play",
            event_id=person.name,
            fact=person.fact or "",
            received_at=now,
            raw=b"{}",
            enrollment_id=enrollment_id,
            detail=detail,
            referral=REFERRED if person.name == "wrong" else None,
        )

    async def _is_about_to_speak(self, task: TaskRow, person: Brancher) -> bool:
        """The rep waits until the run has heard what comes in about this very step."""
        if not person.fact or person.step != task.step:
            return False
        heard = f"source/play/{person.name}"
        return await self.ledger.standing(task.enrollment, heard) is None

    async def work(self) -> None:
        """A rep does every task, as the script says it goes."""
        while True:
            for task in await self.ledger.tasks():
                await self._work_once(task)
            await asyncio.sleep(0.05)

    async def _work_once(self, task: TaskRow) -> None:
        _, person = self.people.get(task.prospect, ("", None))
        disposition = person.dispositions.get(task.step, "done") if person else "done"
        if disposition == LEFT_UNDONE or (person and await self._is_about_to_speak(task, person)):
            return
        if task.kind == "research":
            await self.ledger.fill(task.enrollment, {"finding": "a new hall"})
        run = self.client.get_workflow_handle_for(EnrollmentWorkflow.run, task.workflow_id)
        try:
            async with asyncio.timeout(5):
                done = CompleteTask(task.step, disposition, "rep")
                await run.execute_update(EnrollmentWorkflow.complete_task, done)
        except NOT_THIS_TIME:
            return


def _has_gone_out(fact: Fact, step: str | None) -> bool:
    return fact.type in ("touch_performed", "task_opened") and fact.step == step

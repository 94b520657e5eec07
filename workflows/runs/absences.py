"""A rep's absence in one operation: what is due in it goes to a stand-in, or waits for the return.

It can be repeated after a failure, or with other days or another stand-in: what is not due in it
any more, or no longer the rep's, is not asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from temporalio.client import Client

from domain.errors import DrumbeatError, LedgerUnavailable
from domain.facts import Fact, TaskAssigned
from domain.people.enrollee import Enrollee
from domain.rep_work.absences import Absence
from domain.rep_work.tasks import due_on_return
from workflows.contract import PostponeTask
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.abreast import abreast
from workflows.runs.asking import NoAnswer, NotRunning, ask

AT_ONCE = 8
ABSENCE = "absence"


class OpenTask(Protocol):
    """What is known of a task."""

    @property
    def task(self) -> str: ...
    @property
    def enrollment(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def workflow_id(self) -> str: ...


class Work(Protocol):
    """What the ledger tells and does of reps' work."""

    async def tasks(self, owner: str | None = None) -> Sequence[OpenTask]:
        """The open tasks of this owner."""

    async def enrollee(self, enrollment_id: str) -> Enrollee:
        """Who is enrolled in what."""

    async def assign(self, task_id: str, fact: TaskAssigned) -> Fact:
        """Hand the open task to a rep."""

    async def keep_absence(self, absence: Absence) -> None:
        """What is opened meanwhile is the stand-in's."""


@dataclass(frozen=True)
class Arranged:
    """How many tasks went to the stand-in or were put off, and how many were over by then."""

    reassigned: int = 0
    postponed: int = 0
    over: int = 0


class Absences:
    """Makes the work of reps wait, or others do it, while they are away."""

    def __init__(self, client: Client, ledger: Work) -> None:
        self._client = client
        self._ledger = ledger

    async def arrange(self, absence: Absence) -> Arranged:
        """From now on the rep is away then. Raises `NoAnswer` and `LedgerUnavailable`."""
        await self._ledger.keep_absence(absence)
        affected = await affected_by(self._ledger, absence)
        passed = sum(await abreast(partial(self._pass_on, absence), affected, AT_ONCE))
        over = len(affected) - passed
        if absence.stand_in is not None:
            return Arranged(reassigned=passed, over=over)
        return Arranged(postponed=passed, over=over)

    async def _pass_on(self, absence: Absence, task: OpenTask) -> bool:
        """False where it was over in the meantime."""
        # Of the word that was given, as a later one on the same days may say something else.
        request_id = f"{ABSENCE}/{absence.rep}/{absence.at.isoformat()}/{task.task}"
        try:
            if absence.stand_in is not None:
                await self._assign(task, absence, absence.stand_in, request_id)
            else:
                await self._postpone(task, absence, request_id)
        except NotRunning:
            return False
        except (LedgerUnavailable, NoAnswer):
            raise
        except DrumbeatError:
            return False
        return True

    async def _assign(
        self, task: OpenTask, absence: Absence, stand_in: str, request_id: str
    ) -> None:
        fact = TaskAssigned(
            at=absence.at, step=task.step, owner=stand_in, by=absence.by, request_id=request_id
        )
        await self._ledger.assign(task.task, fact)

    async def _postpone(self, task: OpenTask, absence: Absence, request_id: str) -> None:
        enrollee = await self._ledger.enrollee(task.enrollment)
        due_at = due_on_return(enrollee, task.step, task.channel, absence.ends)
        later = PostponeTask(
            task.step, due_at, ABSENCE, absence.by, request_id, enrollment_id=task.enrollment
        )
        await ask(self._client, task.workflow_id, EnrollmentWorkflow.postpone_task, later)


async def affected_by(ledger: Work, absence: Absence) -> tuple[OpenTask, ...]:
    """The rep's open tasks that are due in the absence; what is overdue is due now."""
    tasks = await ledger.tasks(absence.rep)
    return tuple(
        task for task in tasks if absence.covers(max(task.due_at or task.opened_at, absence.at))
    )

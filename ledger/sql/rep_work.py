"""Rep work on a database: one method, one transaction."""

from __future__ import annotations

from datetime import datetime

from domain.facts import Fact, TaskAssigned
from domain.ports import Refusal, TaskRequest
from domain.rep_work.absences import Absence
from ledger.database.engine import Database
from ledger.records import TaskRow
from ledger.records.rep_work import Queue, QueueRequest, Take
from ledger.rep_work import queueing, tasks, working


class SqlRepWork:
    """The part of `SqlLedger` that reps work with."""

    _database: Database

    async def open(self, request: TaskRequest) -> Fact | Refusal:
        """`Tasks.open`."""
        return await self._database.run(tasks.open_task, request)

    async def tasks(self, owner: str | None = None) -> tuple[TaskRow, ...]:
        """Open rep work, all or this owner's, the oldest first."""
        return await self._database.read(tasks.open_tasks, owner)

    async def task(self, task_id: str) -> TaskRow:
        """The open task of this id. Raises `UnknownTask`."""
        return await self._database.read(tasks.open_task_of, task_id)

    async def queue(self, request: QueueRequest) -> Queue:
        """A page of work in its order (`domain.rep_work.work_queue`), and the header of the day.

        Raises `InvalidPlace` where `after` is none.
        """
        return await self._database.read(queueing.queue, request)

    async def assign(self, task_id: str, fact: TaskAssigned) -> Fact:
        """Hand the open task to a rep; the fact as it stands. Raises `UnknownTask`."""
        return await self._database.run(working.assign, task_id, fact)

    async def take(self, task_id: str, wanted: Take, at: datetime) -> Take:
        """Let one rep alone do the task, until then; again, for longer.

        Raises `TaskTaken` while another rep has it, and `UnknownTask`.
        """
        return await self._database.run(working.take, task_id, wanted, at)

    async def taken(self, task_id: str) -> Take | None:
        """Who has taken the task last, be it over by now."""
        return await self._database.read(working.taken, task_id)

    async def give_back(self, task_id: str, by: str) -> None:
        """The rep does not do it now; another's take stays."""
        await self._database.run(working.give_back, task_id, by)

    async def keep_absence(self, absence: Absence) -> None:
        """From now on what is opened while the rep is away is the stand-in's."""
        await self._database.run(working.keep_absence, absence)

    async def absences(self, at: datetime) -> tuple[Absence, ...]:
        """The absences that last or are to come, as they were said."""
        return await self._database.read(working.absences_after, at)

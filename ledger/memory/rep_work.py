"""Rep work in memory."""

from __future__ import annotations

from datetime import datetime

from domain.facts import Fact, TaskAssigned
from domain.people.prospects import address_key
from domain.ports import Refusal, TaskRequest
from domain.rep_work.absences import Absence
from ledger.memory import queueing, touches
from ledger.memory.state import Kept, Memory
from ledger.records import TaskRow
from ledger.records.rep_work import Queue, QueueRequest, Take
from ledger.rules.taking import parts_of, refuse_closed, refuse_taken


class MemoryRepWork:
    """The part of `MemoryLedger` that reps work with."""

    _memory: Memory

    async def open(self, request: TaskRequest) -> Fact | Refusal:
        """`Tasks.open`."""
        return touches.open_task(self._memory, request)

    async def tasks(self, owner: str | None = None) -> tuple[TaskRow, ...]:
        """Open rep work, all or this owner's, the oldest first."""
        rows = touches.open_tasks(self._memory)
        return tuple(row for row in rows if owner is None or row.owner == address_key(owner))

    async def task(self, task_id: str) -> TaskRow:
        """The open task of this id. Raises `UnknownTask`."""
        return touches.open_task_of(self._memory, task_id)

    async def queue(self, request: QueueRequest) -> Queue:
        """A page of work in its order (`domain.rep_work.work_queue`), and the header of the day."""
        return queueing.queue(self._memory, request)

    async def assign(self, task_id: str, fact: TaskAssigned) -> Fact:
        """Hand the open task to a rep; the fact as it stands. Raises `UnknownTask`."""
        kept, _ = self._open(task_id)
        return self._memory.append(kept, (fact,))[0]

    async def take(self, task_id: str, wanted: Take, at: datetime) -> Take:
        """Let one rep alone do the task. Raises `TaskTaken` and `UnknownTask`."""
        kept, step = self._open(task_id)
        refuse_taken(task_id, kept.takes.get(step), wanted.by, at)
        kept.takes[step] = wanted
        return wanted

    async def taken(self, task_id: str) -> Take | None:
        """Who has taken the task last, be it over by now."""
        enrollment_id, step = parts_of(task_id)
        kept = self._memory.enrollments.get(enrollment_id)
        return kept.takes.get(step) if kept else None

    async def give_back(self, task_id: str, by: str) -> None:
        """The rep does not do it now; another's take stays."""
        take = await self.taken(task_id)
        if take is not None and take.by == by:
            enrollment_id, step = parts_of(task_id)
            del self._memory.kept(enrollment_id).takes[step]

    async def keep_absence(self, absence: Absence) -> None:
        """From now on what is opened while the rep is away is the stand-in's."""
        self._memory.absences.append(absence)

    async def absences(self, at: datetime) -> tuple[Absence, ...]:
        """The absences that last or are to come, as they were said."""
        return tuple(one for one in self._memory.absences if at < one.ends)

    def _open(self, task_id: str) -> tuple[Kept, str]:
        """The enrollment and the step of an open task. Raises `UnknownTask`."""
        enrollment_id, step = parts_of(task_id)
        kept = self._memory.kept(enrollment_id)
        refuse_closed(task_id, kept.projection.fold.state.touches.get(step))
        return kept, step

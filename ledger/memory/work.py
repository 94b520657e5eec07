"""What became of touches and tasks, counted in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from domain.findings.figures import TaskFigures, Work
from domain.statistics.counts import Count
from domain.touch import Touched
from ledger.folding import Row
from ledger.memory.state import Memory
from ledger.work import ENDED, channels_of


class MemoryWork:
    """The part of `MemoryLedger` that counts what became of touches and tasks."""

    _memory: Memory

    async def work(self, since: datetime, now: datetime) -> Work:
        """Touches that have ended since then, and tasks opened since then that have come due."""
        channels = Counter(_ended(self._memory, since))
        rows = ((*each, count) for each, count in channels.items())
        return Work(channels_of(rows), _tasks(self._memory, since, now))


def _ended(memory: Memory, since: datetime) -> Iterator[tuple[str, str, str, str | None]]:
    for kept in memory.enrollments.values():
        for touch in kept.projection.touches.values():
            status, channel = touch["status"], touch["channel"]
            if status in ENDED and channel and touch["settled_at"] >= since:
                reason = touch["reason"] if status == Touched.SKIPPED else None
                yield kept.cadence, channel, status, reason


def _tasks(memory: Memory, since: datetime, now: datetime) -> tuple[TaskFigures, ...]:
    rows = [row for kept in memory.enrollments.values() for row in kept.projection.tasks.values()]
    due = [row for row in rows if row["opened_at"] >= since and _came_due(row, now)]
    kinds = Counter(row["kind"] for row in due)
    late = Counter(row["kind"] for row in due if _is_late(row))
    return tuple(TaskFigures(kind, Count(kinds[kind], late[kind])) for kind in sorted(kinds))


def _came_due(task: Row, now: datetime) -> bool:
    return task["due_at"] is not None and task["due_at"] < now


def _is_late(task: Row) -> bool:
    return task["closed_at"] is None or task["closed_at"] > task["due_at"]

"""What needs a person now, in figures, and where everybody stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, select

from domain.enrollment import State
from ledger.pages import doubts, inbox
from ledger.pages.inbox import ReplyLine
from ledger.schema import enrollments, tasks

ATTENTION = "needs_attention"

_OPEN_TASKS = select(func.count()).select_from(tasks).where(tasks.c.closed_at.is_(None))
_IS_LATE = tasks.c.due_at < bindparam("now", type_=tasks.c.due_at.type)
_LOADS = (
    select(tasks.c.owner, func.count(), func.sum(case((_IS_LATE, 1), else_=0)))
    .where(tasks.c.closed_at.is_(None))
    .group_by(tasks.c.owner)
)
_IN_NEED = (State.PAUSED.value, ATTENTION)
_NEEDING = select(func.count()).where(
    enrollments.c.state == State.PAUSED.value, enrollments.c.reason == ATTENTION
)
# In the order of an index that has both: the rows themselves are wide.
_STANDING = select(enrollments.c.state, enrollments.c.reason, func.count()).group_by(
    enrollments.c.reason, enrollments.c.state
)


@dataclass(frozen=True)
class RepLoad:
    """How many open tasks a rep has, and how many of them are overdue; None has everybody's."""

    rep: str | None
    tasks: int
    overdue: int


@dataclass(frozen=True)
class Overview:
    """The figures of the first page. `states` counts enrollments by their state."""

    reps: tuple[RepLoad, ...]
    in_doubt: int
    inbox: int
    attention: int
    states: Mapping[str, int]
    replies: tuple[ReplyLine, ...]

    @property
    def tasks(self) -> int:
        """How many are open."""
        return sum(each.tasks for each in self.reps)

    @property
    def overdue(self) -> int:
        """How many of them are past their time."""
        return sum(each.overdue for each in self.reps)


def overview(connection: Connection, now: datetime) -> Overview:
    """All of it, at this moment."""
    standing = connection.execute(_STANDING).all()
    states: Counter[str] = Counter()
    for state, _, count in standing:
        states[state] += count
    return Overview(
        reps=_loads(connection, now),
        in_doubt=doubts.count(connection),
        inbox=inbox.count_waiting(connection),
        attention=sum(row[2] for row in standing if tuple(row[:2]) == _IN_NEED),
        states=states,
        replies=inbox.latest_replies(connection),
    )


def _loads(connection: Connection, now: datetime) -> tuple[RepLoad, ...]:
    """The fullest queue first."""
    loads = (RepLoad(*row) for row in connection.execute(_LOADS, {"now": now}))
    return tuple(sorted(loads, key=lambda load: (-load.tasks, load.rep or "")))


def count_overdue(connection: Connection, now: datetime) -> int:
    """How many open tasks are past their time."""
    return connection.scalar(_OPEN_TASKS.where(tasks.c.due_at < now)) or 0


def count_attention(connection: Connection) -> int:
    """How many enrollments are held until a person has looked."""
    return connection.scalar(_NEEDING) or 0

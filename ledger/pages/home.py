"""What needs a person now, in figures, and where everybody stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from domain.enrollment import State
from ledger.pages import doubts, inbox
from ledger.pages.inbox import ReplyLine
from ledger.schema import enrollments, tasks

ATTENTION = "needs_attention"

_OPEN_TASKS = select(func.count()).select_from(tasks).where(tasks.c.closed_at.is_(None))
_NEEDING = select(func.count()).where(
    enrollments.c.state == State.PAUSED.value, enrollments.c.reason == ATTENTION
)


@dataclass(frozen=True)
class Overview:
    """The figures of the first page. `states` counts enrollments by their state."""

    tasks: int
    overdue: int
    in_doubt: int
    inbox: int
    attention: int
    states: Mapping[str, int]
    replies: tuple[ReplyLine, ...]


def overview(connection: Connection, now: datetime) -> Overview:
    """All of it, at this moment."""
    by_state = select(enrollments.c.state, func.count()).group_by(enrollments.c.state)
    return Overview(
        tasks=connection.scalar(_OPEN_TASKS) or 0,
        overdue=count_overdue(connection, now),
        in_doubt=doubts.count(connection),
        inbox=inbox.count_waiting(connection),
        attention=count_attention(connection),
        states={row[0]: row[1] for row in connection.execute(by_state)},
        replies=inbox.latest_replies(connection),
    )


def count_overdue(connection: Connection, now: datetime) -> int:
    """How many open tasks are past their time."""
    return connection.scalar(_OPEN_TASKS.where(tasks.c.due_at < now)) or 0


def count_attention(connection: Connection) -> int:
    """How many enrollments are held until a person has looked."""
    return connection.scalar(_NEEDING) or 0

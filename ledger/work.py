"""What became of touches by channel and of tasks by kind, counted by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, case, func, or_, select

from domain.findings.figures import ChannelFigures, TaskFigures, Work
from domain.statistics.counts import Count
from domain.touch import Touched
from ledger.schema import enrollments, tasks, touches

ENDED = (Touched.PERFORMED.value, Touched.SKIPPED.value)


def work(connection: Connection, since: datetime, now: datetime) -> Work:
    """Touches that have ended since then, and tasks opened since then that have come due."""
    return Work(_channels(connection, since), _tasks(connection, since, now))


def channels_of(
    rows: Iterable[tuple[str, str, str, str | None, int]],
) -> tuple[ChannelFigures, ...]:
    """From rows of cadence, channel, status, reason and how many; by cadence and channel."""
    performed: dict[tuple[str, str], int] = defaultdict(int)
    skipped: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for cadence, channel, status, reason, count in rows:
        if status == Touched.PERFORMED:
            performed[cadence, channel] += count
        else:
            skipped[cadence, channel][reason or "unknown"] = count
    return tuple(
        ChannelFigures(*each, performed[each], skipped[each])
        for each in sorted({*performed, *skipped})
    )


def _channels(connection: Connection, since: datetime) -> tuple[ChannelFigures, ...]:
    # The reason of a touch that was performed is how it went, and no reason for skipping it.
    reason = case((touches.c.status == Touched.SKIPPED.value, touches.c.reason))
    by = (enrollments.c.cadence, touches.c.channel, touches.c.status, reason)
    query = (
        select(*by, func.count())
        .join(enrollments, enrollments.c.id == touches.c.enrollment_id)
        .where(
            touches.c.status.in_(ENDED),
            touches.c.channel.is_not(None),
            touches.c.settled_at >= since,
        )
        .group_by(*by)
    )
    return channels_of([(c, ch, st, r, n) for c, ch, st, r, n in connection.execute(query)])


def _tasks(connection: Connection, since: datetime, now: datetime) -> tuple[TaskFigures, ...]:
    is_late = or_(tasks.c.closed_at.is_(None), tasks.c.closed_at > tasks.c.due_at)
    query = (
        select(tasks.c.kind, func.count(), func.sum(case((is_late, 1), else_=0)))
        .where(tasks.c.opened_at >= since, tasks.c.due_at < now)
        .group_by(tasks.c.kind)
        .order_by(tasks.c.kind)
    )
    return tuple(TaskFigures(kind, Count(n, late)) for kind, n, late in connection.execute(query))

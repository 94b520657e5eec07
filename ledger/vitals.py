"""How the installation stands, in the few figures for which somebody is woken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from ledger.inbound import dispatching
from ledger.pages import doubts, home, inbox
from ledger.schema import HELD, enrollments, touches

_HOLDS = (
    select(touches.c.reason, func.count())
    .join(enrollments, enrollments.c.id == touches.c.enrollment_id)
    .where(HELD, enrollments.c.is_open)
    .group_by(touches.c.reason)
)


@dataclass(frozen=True)
class Vitals:
    """The figures at one moment.

    `untold_since` is the instant of the oldest accepted event whose workflow has not been told,
    `holds` counts the touches that may not start now, and the enrollments that need attention, by
    the reason of it; `waiting` counts events that a person has to look at.
    """

    untold_since: datetime | None
    in_doubt: int
    waiting: int
    overdue: int
    holds: Mapping[str, int]


def vitals(connection: Connection, now: datetime) -> Vitals:
    """All of them, now."""
    oldest = dispatching.undelivered(connection, 1)
    held = {reason or "": count for reason, count in connection.execute(_HOLDS)}
    return Vitals(
        untold_since=oldest[0].received_at if oldest else None,
        in_doubt=doubts.count(connection),
        waiting=inbox.count_waiting(connection),
        overdue=home.count_overdue(connection, now),
        holds={**held, home.ATTENTION: home.count_attention(connection)},
    )

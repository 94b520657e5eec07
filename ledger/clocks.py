"""The one anchor of Drumbeat time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from domain.clock import Clock
from domain.errors import ClockInUse
from ledger.database.dialects import insert_once
from ledger.schema import clock as clock_table
from ledger.schema import enrollments

_INSERT = insert_once(clock_table)
_FIND = select(clock_table).with_for_update()
_ANY_OPEN = select(enrollments.c.id).where(enrollments.c.is_open).limit(1)


def clock(
    connection: Connection, host_now: datetime, speed: float | None, anchor: datetime | None
) -> Clock:
    """The stored clock, anchored on first use; at this speed if one is given.

    Raises `ClockInUse` where the speed would change under open enrollments.
    """
    first = Clock(host_now, anchor or host_now, speed or 1.0)
    connection.execute(_INSERT.on(connection), {"id": 1, **vars(first)})
    row = connection.execute(_FIND).one()
    stored = Clock(row.host_anchor, row.anchor, row.speed)
    anew = at_speed(stored, host_now, speed)
    if anew != stored:
        if connection.scalar(_ANY_OPEN):
            raise ClockInUse
        connection.execute(clock_table.update().values(**vars(anew)))
    return anew


def at_speed(stored: Clock, host_now: datetime, speed: float | None) -> Clock:
    """The clock at another speed from now on, so that Drumbeat time never jumps."""
    if speed is None or stored.speed == speed:
        return stored
    return Clock(host_now, stored.at(host_now), speed)

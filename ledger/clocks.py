"""The one anchor of Drumbeat time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.clock import Clock
from ledger.dialects import insert_once
from ledger.schema import clock as clock_table

_INSERT = insert_once(clock_table)
_FIND = select(clock_table).with_for_update()


def clock(session: Session, host_now: datetime, speed: float, anchor: datetime | None) -> Clock:
    """The stored clock at this speed, anchored on first use."""
    first = Clock(host_now, anchor or host_now, speed)
    session.execute(_INSERT.on(session), {"id": 1, **vars(first)})
    row = session.execute(_FIND).one()
    stored = Clock(row.host_anchor, row.anchor, row.speed)
    anew = at_speed(stored, host_now, speed)
    if anew != stored:
        session.execute(clock_table.update().values(**vars(anew)))
    return anew


def at_speed(stored: Clock, host_now: datetime, speed: float) -> Clock:
    """The clock at another speed from now on, so that Drumbeat time never jumps."""
    if stored.speed == speed:
        return stored
    return Clock(host_now, stored.at(host_now), speed)

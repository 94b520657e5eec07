"""How far each mailbox has been read, and by whom: one worker at a time, by compare-and-set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, update

from ledger.database.dialects import insert_once
from ledger.records import Lease, ReadingRow
from ledger.schema import readings

_INSERT = insert_once(readings)
_READ = ("mailbox", "uidvalidity", "last_uid", "read_at", "hindrance")


def lease(connection: Connection, mailbox: str, wanted: Lease) -> ReadingRow | None:
    """Let the worker read the mailbox; None where another one may."""
    connection.execute(_INSERT.on(connection), {"mailbox": mailbox})
    is_free = or_(readings.c.leased_by.is_(None), readings.c.leased_until <= wanted.at)
    is_theirs = readings.c.leased_by == wanted.holder
    row = _changed(connection, mailbox, wanted, or_(is_free, is_theirs))
    return ReadingRow(*row) if row else None


def read_up_to(
    connection: Connection, mailbox: str, kept: Lease, uidvalidity: int, last_uid: int, at: datetime
) -> bool:
    """Move on, in Drumbeat time; False where the lease is lost. What hindered is over."""
    moved = {"uidvalidity": uidvalidity, "last_uid": last_uid, "read_at": at, "hindrance": None}
    is_held = readings.c.leased_by == kept.holder
    return _changed(connection, mailbox, kept, is_held, **moved) is not None


def hinder(connection: Connection, mailbox: str, kept: Lease, why: str) -> bool:
    """Say why the mailbox is not read, and keep the lease; False where that is lost."""
    is_held = readings.c.leased_by == kept.holder
    return _changed(connection, mailbox, kept, is_held, hindrance=why) is not None


def release(connection: Connection, mailbox: str, holder: str) -> None:
    """Let another worker read the mailbox at once."""
    is_held = and_(readings.c.mailbox == mailbox, readings.c.leased_by == holder)
    connection.execute(update(readings).where(is_held).values(leased_by=None, leased_until=None))


def all_readings(connection: Connection) -> tuple[ReadingRow, ...]:
    """Every mailbox that was ever read, by its address."""
    query = select(*(readings.c[name] for name in _READ)).order_by(readings.c.mailbox)
    return tuple(ReadingRow(*row) for row in connection.execute(query))


def _changed(
    connection: Connection,
    mailbox: str,
    new: Lease,
    condition: ColumnElement[bool],
    **values: object,
) -> Row[Any] | None:
    """The mailbox's row, changed where the condition held."""
    changing = (
        update(readings)
        .where(readings.c.mailbox == mailbox, condition)
        .values(leased_by=new.holder, leased_until=new.until, **values)
        .returning(*(readings.c[name] for name in _READ))
    )
    return connection.execute(changing).one_or_none()

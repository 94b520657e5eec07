"""How far each mailbox has been read, and by whom: one worker at a time, by compare-and-set."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select, update
from sqlalchemy.orm import Session

from ledger.dialects import insert_once
from ledger.records import Lease, ReadingRow
from ledger.schema import readings

_INSERT = insert_once(readings)
_READ = ("mailbox", "uidvalidity", "last_uid", "read_at", "hindrance")


def lease(session: Session, wanted: Lease, at: datetime) -> ReadingRow | None:
    """Let the worker read the mailbox; None where another one may at that instant."""
    session.execute(_INSERT.on(session), {"mailbox": wanted.mailbox})
    is_free = or_(readings.c.leased_by.is_(None), readings.c.leased_until <= at)
    row = _changed(session, wanted, or_(is_free, readings.c.leased_by == wanted.holder))
    return ReadingRow(*row) if row else None


def read_up_to(
    session: Session, kept: Lease, uidvalidity: int, last_uid: int, at: datetime
) -> bool:
    """Move on, with the lease; False where that is lost. Whatever hindered is over."""
    moved = {"uidvalidity": uidvalidity, "last_uid": last_uid, "read_at": at, "hindrance": None}
    is_held = readings.c.leased_by == kept.holder
    return _changed(session, kept, is_held, **moved) is not None


def hinder(session: Session, kept: Lease, why: str) -> bool:
    """Say why the mailbox is not read, and keep the lease; False where that is lost."""
    return _changed(session, kept, readings.c.leased_by == kept.holder, hindrance=why) is not None


def release(session: Session, mailbox: str, holder: str) -> None:
    """Let another worker read the mailbox at once."""
    is_held = and_(readings.c.mailbox == mailbox, readings.c.leased_by == holder)
    session.execute(update(readings).where(is_held).values(leased_by=None, leased_until=None))


def all_readings(session: Session) -> tuple[ReadingRow, ...]:
    """Every mailbox that was ever read, by its address."""
    query = select(*(readings.c[name] for name in _READ)).order_by(readings.c.mailbox)
    return tuple(ReadingRow(*row) for row in session.execute(query))


def _changed(
    session: Session, lease_: Lease, condition: ColumnElement[bool], **values: object
) -> Row[Any] | None:
    """The mailbox's row, changed where the condition held."""
    changing = (
        update(readings)
        .where(readings.c.mailbox == lease_.mailbox, condition)
        .values(leased_by=lease_.holder, leased_until=lease_.until, **values)
        .returning(*(readings.c[name] for name in _READ))
    )
    return session.execute(changing).one_or_none()

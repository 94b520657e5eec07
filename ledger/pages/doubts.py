"""Mails in doubt without their bytes, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select, tuple_

from domain.mail.doubts import Doubt
from domain.touch import Touched
from ledger.pages.keyset import ROWS, Page, key_of, page_of
from ledger.schema import IN_DOUBT, claims, enrollments, touches
from ledger.touches import doubts

_FROM = claims.join(enrollments, enrollments.c.id == claims.c.enrollment_id).outerjoin(
    touches,
    (touches.c.enrollment_id == claims.c.enrollment_id) & (touches.c.step == claims.c.step),
)
# As `ledger.touches.doubts` has it: a claim without its fact is a send under way.
_IS_DOUBT = (IN_DOUBT, or_(touches.c.status == Touched.IN_DOUBT, ~enrollments.c.is_open))
_KEY = (claims.c.in_doubt_at, claims.c.enrollment_id, claims.c.step)


@dataclass(frozen=True)
class DoubtLine:
    """One mail that may or may not have gone out."""

    since: datetime
    enrollment: str
    step: str
    recipient: str
    mailbox: str | None
    subject: str | None


def found(connection: Connection, place: str | None) -> Page[DoubtLine]:
    """A page of them. Raises `InvalidPlace`."""
    shown = (*_KEY, claims.c.recipient, claims.c.mailbox, claims.c.subject)
    query = select(*shown).select_from(_FROM).where(*_IS_DOUBT).order_by(*_KEY).limit(ROWS + 1)
    if place is not None:
        query = query.where(tuple_(*_KEY) > key_of(place, datetime, str, str))
    rows = connection.execute(query).all()
    return page_of(rows, lambda row: DoubtLine(*row), lambda row: (row[0], row[1], row[2]))


def count(connection: Connection) -> int:
    """How many there are."""
    query = select(func.count()).select_from(_FROM).where(*_IS_DOUBT)
    return connection.scalar(query) or 0


def of_enrollment(connection: Connection, enrollment_id: str) -> tuple[Doubt, ...]:
    """Those of one enrollment, with all that is known of each."""
    query = select(claims.c.step).select_from(_FROM).where(*_IS_DOUBT)
    steps = connection.scalars(query.where(claims.c.enrollment_id == enrollment_id).order_by(*_KEY))
    return tuple(doubts.doubt(connection, enrollment_id, step) for step in steps.all())

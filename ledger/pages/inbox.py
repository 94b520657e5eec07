"""What came in and waits for a person, what was set aside, and the latest replies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.ports import Ingested
from domain.prospects import Prospect, name_of
from ledger.pages.keyset import ROWS, Page, key_of, page_of
from ledger.pages.people import NAMED
from ledger.records import UnmatchedRow
from ledger.schema import enrollments, inbox, prospects
from ledger.schema.inbound import IS_REPLY, IS_SET_ASIDE

SHOWN_REPLIES = 8


@dataclass(frozen=True)
class SetAsideLine:
    """An event that no workflow could be told."""

    id: int
    provider: str
    fact: str
    received_at: datetime
    enrollment: str | None
    reason: str | None


@dataclass(frozen=True)
class ReplyLine:
    """A reply, and who answered; nobody where it fits nobody."""

    id: int
    received_at: datetime
    enrollment: str | None
    prospect: str | None
    name: str


_WAITS = (inbox.c.verdict == Ingested.UNMATCHED.value, inbox.c.closed_at.is_(None))
_UNMATCHED = ("id", "provider", "event_id", "fact", "received_at", "message_id", "email", "phone")
_SET_ASIDE = ("id", "provider", "fact", "received_at", "enrollment_id", "reason")


def unmatched(session: Session, place: str | None) -> Page[UnmatchedRow]:
    """A page of what fits nobody, the oldest first. Raises `InvalidPlace`."""
    query = select(*(inbox.c[name] for name in _UNMATCHED)).where(*_WAITS)
    if place is not None:
        query = query.where(inbox.c.id > key_of(place, int)[0])
    rows = session.execute(query.order_by(inbox.c.id).limit(ROWS + 1)).all()
    return page_of(rows, lambda row: UnmatchedRow(*row), lambda row: (row[0],))


def set_aside(session: Session, place: str | None) -> Page[SetAsideLine]:
    """A page of what was set aside, the newest first. Raises `InvalidPlace`."""
    query = select(*(inbox.c[name] for name in _SET_ASIDE)).where(IS_SET_ASIDE)
    if place is not None:
        query = query.where(inbox.c.id < key_of(place, int)[0])
    rows = session.execute(query.order_by(inbox.c.id.desc()).limit(ROWS + 1)).all()
    return page_of(rows, lambda row: SetAsideLine(*row), lambda row: (row[0],))


def is_unmatched(session: Session, inbox_id: int) -> bool:
    """Whether this event fits nobody and waits for a person."""
    query = select(inbox.c.id).where(inbox.c.id == inbox_id, *_WAITS)
    return session.execute(query).first() is not None


def count_unmatched(session: Session) -> int:
    """How many wait."""
    return session.scalar(select(func.count()).select_from(inbox).where(*_WAITS)) or 0


def latest_replies(session: Session) -> tuple[ReplyLine, ...]:
    """The latest replies, the newest first."""
    query = (
        select(inbox.c.id, inbox.c.received_at, inbox.c.enrollment_id, *NAMED)
        .outerjoin(enrollments, enrollments.c.id == inbox.c.enrollment_id)
        .outerjoin(prospects, prospects.c.id == enrollments.c.prospect_id)
        .where(IS_REPLY)
        .order_by(inbox.c.id.desc())
        .limit(SHOWN_REPLIES)
    )
    return tuple(
        ReplyLine(
            row.id,
            row.received_at,
            row.enrollment_id,
            Prospect(row.prospect_id, row.email, row.phone, row.linkedin_url).address
            if row.prospect_id
            else None,
            name_of(json.loads(row.variables)) if row.prospect_id else "",
        )
        for row in session.execute(query)
    )

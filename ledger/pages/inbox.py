"""What came in and waits for a person, and the latest replies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from domain.people.prospects import Prospect, name_of
from ledger.inbound.attending import IS_WAITING, SHOWN
from ledger.pages.keyset import ROWS, Page, key_of, page_of
from ledger.pages.people import NAMED
from ledger.records import EventRow
from ledger.schema import enrollments, inbox, prospects
from ledger.schema.inbound import IS_REPLY

SHOWN_REPLIES = 8


@dataclass(frozen=True)
class ReplyLine:
    """A reply, and who answered; nobody where it fits nobody."""

    id: int
    received_at: datetime
    enrollment: str | None
    prospect: str | None
    name: str
    words: str | None


def waiting(connection: Connection, place: str | None) -> Page[EventRow]:
    """A page of what waits for a person, the oldest first. Raises `InvalidPlace`."""
    query = select(*SHOWN).where(IS_WAITING)
    if place is not None:
        query = query.where(inbox.c.id > key_of(place, int)[0])
    rows = connection.execute(query.order_by(inbox.c.id).limit(ROWS + 1)).all()
    return page_of(rows, lambda row: EventRow(*row), lambda row: (row[0],))


def count_waiting(connection: Connection) -> int:
    """How many wait."""
    return connection.scalar(select(func.count()).select_from(inbox).where(IS_WAITING)) or 0


def latest_replies(connection: Connection) -> tuple[ReplyLine, ...]:
    """The latest replies, the newest first."""
    query = (
        select(inbox.c.id, inbox.c.received_at, inbox.c.enrollment_id, inbox.c.words, *NAMED)
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
            row.words,
        )
        for row in connection.execute(query)
    )

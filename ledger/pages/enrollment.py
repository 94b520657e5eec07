"""What stands around one enrollment: its mails, and what came in for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, LargeBinary, func, select

from ledger.schema import EMAIL, claims, inbox
from ledger.schema.inbound import INBOX_SOURCE

MOST_HEARD = 50
# What is shown of an event; the whole of it may be a mail with everything attached.
MOST_BYTES = 20_000


@dataclass(frozen=True)
class MailLine:
    """A mail of an enrollment: how far it came (`ClaimState`), and when its body went."""

    step: str
    state: str
    subject: str | None
    recipient: str
    mailbox: str | None
    handed_over_at: datetime | None


@dataclass(frozen=True)
class HeardLine:
    """An event that came in for an enrollment, with the beginning of what its provider sent.

    `words` are what somebody wrote, where the door has understood that.
    """

    id: int
    provider: str
    fact: str
    received_at: datetime
    verdict: str
    words: str | None
    raw: bytes


def mails(connection: Connection, enrollment_id: str) -> tuple[MailLine, ...]:
    """The mails that were written for it, in the order in which they went."""
    query = (
        select(
            claims.c.step,
            claims.c.state,
            claims.c.subject,
            claims.c.recipient,
            claims.c.mailbox,
            claims.c.in_doubt_at,
        )
        .where(claims.c.enrollment_id == enrollment_id, claims.c.channel == EMAIL)
        .order_by(claims.c.reserved_at, claims.c.step)
    )
    return tuple(MailLine(*row) for row in connection.execute(query))


def heard(connection: Connection, enrollment_id: str) -> tuple[HeardLine, ...]:
    """What came in for it, the newest first and no more than `MOST_HEARD`."""
    names = ("id", "provider", "fact", "received_at", "verdict", "words")
    begin = func.substr(inbox.c.raw, 1, MOST_BYTES, type_=LargeBinary)
    query = (
        select(*(inbox.c[name] for name in names), begin.label("raw"))
        .where(inbox.c.enrollment_id == enrollment_id)
        .order_by(inbox.c.id.desc())
        .limit(MOST_HEARD)
    )
    return tuple(HeardLine(**row) for row in connection.execute(query).mappings())


def words(connection: Connection, enrollment_id: str) -> dict[str, str]:
    """What was written for it, by the source that its facts have."""
    query = select(INBOX_SOURCE, inbox.c.words).where(
        inbox.c.enrollment_id == enrollment_id, inbox.c.words.is_not(None)
    )
    return {row[0]: row[1] for row in connection.execute(query)}

"""What comes in from outside, and whom it silences."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ledger.database.instants import Instant
from ledger.schema.base import NOT_CLOSED, ROW_NUMBER, metadata

_IS_CLICK = text("clicked_at IS NOT NULL")
# Word for word the condition of the console's query, without which SQLite does not use it.
IS_REPLY = text("inbox.fact = 'reply'")
_REPLY = text("fact = 'reply'")
_IS_MATCHED = text("enrollment_id IS NOT NULL")
_IS_ANSWER = text("message_id IS NOT NULL")

inbox = Table(
    "inbox",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("provider", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("fact", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("enrollment_id", Text, ForeignKey("enrollments.id")),
    Column("message_id", Text),
    Column("email", Text),
    Column("detail", Text),
    Column("referral", Text),
    Column("verdict", Text, nullable=False),
    Column("closed_at", Instant),
    Column("reason", Text),
    Column("phone", Text),
    Column("clicked_at", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
    # What a person wrote, without what their mail quotes; the whole of it is `raw`.
    Column("words", Text),
    UniqueConstraint("provider", "event_id"),
    Index(
        "ix_inbox_waiting", "verdict", "id", sqlite_where=NOT_CLOSED, postgresql_where=NOT_CLOSED
    ),
    Index(
        "ix_inbox_message_id", "message_id", sqlite_where=_IS_ANSWER, postgresql_where=_IS_ANSWER
    ),
    Index(
        "ix_inbox_clicks",
        "enrollment_id",
        "clicked_at",
        sqlite_where=_IS_CLICK,
        postgresql_where=_IS_CLICK,
    ),
    Index("ix_inbox_replies", "id", sqlite_where=_REPLY, postgresql_where=_REPLY),
    # What came in for one enrollment.
    Index(
        "ix_inbox_enrollment",
        "enrollment_id",
        "id",
        sqlite_where=_IS_MATCHED,
        postgresql_where=_IS_MATCHED,
    ),
    # Numbers are never given twice: a dispatcher may still hold one whose row is gone.
    sqlite_autoincrement=True,
)

# Which dispatcher tells an enrollment's events, or until when none does; host time. Without a
# foreign key: its check would wait for whoever has locked the enrollment.
leases = Table(
    "leases",
    metadata,
    Column("enrollment_id", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Instant, nullable=False),
)

# As `domain.ports.source_of` makes it of a row.
INBOX_SOURCE = inbox.c.provider + "/" + inbox.c.event_id

pending_stops = Table(
    "pending_stops",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("source_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("enrollment_id", "source_id"),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("address", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("address", "channel"),
)

# Who put an address on the list by hand or took it off, and why; rows are never changed.
suppression_changes = Table(
    "suppression_changes",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("address", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("because", Text),
    Column("at", Instant, nullable=False),
)

# How far each mailbox has been read, what hinders it, and which worker may read it until when.
readings = Table(
    "readings",
    metadata,
    Column("mailbox", Text, primary_key=True),
    # RFC 3501 numbers mails with 32 bits and no sign.
    Column("uidvalidity", BigInteger),
    Column("last_uid", BigInteger),
    Column("read_at", Instant),
    Column("hindrance", Text),
    Column("leased_by", Text),
    Column("leased_until", Instant),
)

# What was asked under a key of the sender's own, so that it is done once and answered alike.
requests = Table(
    "requests",
    metadata,
    Column("sender", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("enrollment_id", Text, ForeignKey("enrollments.id")),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("sender", "key"),
)

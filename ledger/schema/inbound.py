"""What comes in from outside, and whom it silences."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ledger.instants import Instant
from ledger.schema.base import NOT_CLOSED, ROW_NUMBER, metadata

# Word for word the conditions of the console's queries, without which SQLite does not use them.
IS_SET_ASIDE = text("inbox.verdict = 'set_aside'")
IS_REPLY = text("inbox.fact = 'reply'")
_SET_ASIDE = text("verdict = 'set_aside'")
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
    UniqueConstraint("provider", "event_id"),
    Index(
        "ix_inbox_waiting", "verdict", "id", sqlite_where=NOT_CLOSED, postgresql_where=NOT_CLOSED
    ),
    Index(
        "ix_inbox_message_id", "message_id", sqlite_where=_IS_ANSWER, postgresql_where=_IS_ANSWER
    ),
    Index("ix_inbox_set_aside", "id", sqlite_where=_SET_ASIDE, postgresql_where=_SET_ASIDE),
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

"""Mails and the mailboxes that they go out from."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from ledger.database.instants import Instant
from ledger.schema.base import metadata

EMAIL = "email"
IN_DOUBT = text("claims.state = 'in_doubt'")
_IS_IN_DOUBT = text("state = 'in_doubt'")

claims = Table(
    "claims",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("token", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("recipient", Text, nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("not_after", Instant, nullable=False),
    Column("reserved_at", Instant, nullable=False),
    Column("in_doubt_at", Instant),
    Column("mailbox", Text),
    Column("recipient_domain", Text),
    # When the mailbox's slot was taken; none where it was given back.
    Column("slot_at", Instant),
    # As it was sent; a later mail of its thread goes under it.
    Column("subject", Text),
    # Of a text the mailbox is its sender, the recipient a number, the message its words.
    Column("channel", Text, nullable=False, server_default=EMAIL),
    PrimaryKeyConstraint("enrollment_id", "step"),
    Index(
        "ix_claims_in_doubt",
        "in_doubt_at",
        sqlite_where=_IS_IN_DOUBT,
        postgresql_where=_IS_IN_DOUBT,
    ),
    Index("ix_claims_mailbox_slot_at", "mailbox", "slot_at"),
)

# What has been found about mails in doubt, the latest of each source.
evidence = Table(
    "evidence",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("finding", Text, nullable=False),
    PrimaryKeyConstraint("enrollment_id", "step", "source"),
)

# What is known of the mailboxes beside the file that names them.
mailboxes = Table(
    "mailboxes",
    metadata,
    Column("address", Text, primary_key=True),
    Column("first_used_at", Instant),
    Column("paused_at", Instant),
    Column("paused_until", Instant),
    Column("pause_reason", Text),
)

# Those whose mail found no slot, each until its turn comes or it is planned anew.
waiters = Table(
    "waiters",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("mailbox", Text, nullable=False),
    Column("is_follow_up", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("until", Instant, nullable=False),
    PrimaryKeyConstraint("enrollment_id"),
    Index("ix_waiters_mailbox_until", "mailbox", "until"),
)

credentials = Table(
    "credentials",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("connected_at", Instant, nullable=False),
    Column("connected_by", Text, nullable=False),
    Column("invalid_since", Instant),
)

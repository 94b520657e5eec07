"""Who works here: users of the console, and by what they are let in.

Their instants are the host's and not Drumbeat's: on a fast clock a day at the console stays a day.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from ledger.database.instants import Instant
from ledger.schema.base import ROW_NUMBER, metadata

users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    # As Argon2id (RFC 9106) writes it; none for who signs in elsewhere or by a link.
    Column("password", Text),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
)

# By the SHA-256 of the token in the cookie: who reads the ledger can be nobody else.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.id"), nullable=False, index=True),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

# Who has changed what of whom; rows are never changed.
user_changes = Table(
    "user_changes",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("email", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("role", Text),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# Links that let somebody in once, likewise by the hash of their token.
sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.id"), nullable=False),
    Column("expires_at", Instant, nullable=False),
)

# One row a try, under the account and under the address that it came from.
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_sign_in_attempts_key_at", "key", "at"),
)

"""Whole cadences that stand still, and those that did. No projection: no fact has them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text, text

from ledger.database.instants import Instant
from ledger.schema.base import ROW_NUMBER, metadata

_STANDS = text("resumed_at IS NULL")

# A row for each pause; `woken_at` is when all whom it had held were told of its end.
cadence_pauses = Table(
    "cadence_pauses",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("paused_at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("because", Text),
    Column("resumed_at", Instant),
    Column("resumed_by", Text),
    Column("woken_at", Instant),
    # One at a time; and what every touch that is about to start looks for.
    Index(
        "uq_cadence_pauses_standing",
        "name",
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    ),
)

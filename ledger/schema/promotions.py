"""Which arms of experiments were made the cadence, and why. No projection: no fact has them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table, Text

from ledger.database.instants import Instant
from ledger.schema.base import ROW_NUMBER, metadata

# Rows are never changed.
promotions = Table(
    "promotions",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("cadence", Text, nullable=False),
    Column("experiment", Text, nullable=False),
    Column("arm", Text, nullable=False),
    Column("version_before", Text, ForeignKey("cadences.version"), nullable=False),
    Column("version", Text, ForeignKey("cadences.version"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("because", Text),
    Column("figures", Text, nullable=False),
)

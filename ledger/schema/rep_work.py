"""Who is about to do a task, and who is away. No projections: no fact has them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, Table, Text

from ledger.database.instants import Instant
from ledger.schema.base import ROW_NUMBER, metadata

# A lease that ends by itself.
task_takes = Table(
    "task_takes",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("until", Instant, nullable=False),
    PrimaryKeyConstraint("enrollment_id", "step"),
)

# The latest word on a rep counts; rows are never changed.
absences = Table(
    "absences",
    metadata,
    Column("id", ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("rep", Text, nullable=False),
    Column("starts", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("stand_in", Text),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

"""What all tables share, and the one row of the clock."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    Integer,
    MetaData,
    Table,
    text,
)

from ledger.database.instants import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives its own row number only to a column that is exactly INTEGER.
ROW_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
# Of tasks and of what came in.
NOT_CLOSED = text("closed_at IS NULL")

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("host_anchor", Instant, nullable=False),
    Column("anchor", Instant, nullable=False),
    Column("speed", Float, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

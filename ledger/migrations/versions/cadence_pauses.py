"""Whole cadences that stand still, and an index of those who are held for it.

There is no way down: what is paused would go on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STANDS = sa.text("resumed_at IS NULL")
HELD_BACK = sa.text("status = 'held' AND reason = 'cadence_paused'")


def upgrade() -> None:
    """Make table and indexes; nothing is paused."""
    op.create_table(
        "cadence_pauses",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            autoincrement=True,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("paused_at", INSTANT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("because", sa.Text()),
        sa.Column("resumed_at", INSTANT),
        sa.Column("resumed_by", sa.Text()),
        sa.Column("woken_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_cadence_pauses"),
    )
    op.create_index(
        "uq_cadence_pauses_standing",
        "cadence_pauses",
        ["name"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index(
        "ix_touches_held_back",
        "touches",
        ["until"],
        sqlite_where=HELD_BACK,
        postgresql_where=HELD_BACK,
    )

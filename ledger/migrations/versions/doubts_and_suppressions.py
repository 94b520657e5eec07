"""Mails in doubt and what was found about them; who changed the list of suppressions, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True)
IN_DOUBT = sa.text("state = 'in_doubt'")
ANSWERS = sa.text("message_id IS NOT NULL")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and the indexes by which doubts and their answers are found."""
    op.create_table(
        "evidence",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name="fk_evidence_enrollment_id"
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "step", "source", name="pk_evidence"),
    )
    op.create_table(
        "suppression_changes",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_suppression_changes"),
    )
    op.create_index(
        "ix_claims_in_doubt",
        "claims",
        ["in_doubt_at"],
        sqlite_where=IN_DOUBT,
        postgresql_where=IN_DOUBT,
    )
    op.create_index(
        "ix_inbox_message_id",
        "inbox",
        ["message_id"],
        sqlite_where=ANSWERS,
        postgresql_where=ANSWERS,
    )

"""The grants by which mailboxes without a password are let in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "credentials",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("connected_at", INSTANT, nullable=False),
        sa.Column("connected_by", sa.Text(), nullable=False),
        sa.Column("invalid_since", INSTANT),
        sa.PrimaryKeyConstraint("mailbox", name="pk_credentials"),
    )

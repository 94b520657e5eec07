"""Mailboxes: the slot that a claim is, who waits for one, and what stands still.

There is no way down: it would drop facts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True)
PLANNED_MAILS = sa.text("status = 'planned' AND channel = 'email'")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, tables and indexes."""
    for column in (
        sa.Column("mailbox", sa.Text(), nullable=True),
        sa.Column("recipient_domain", sa.Text(), nullable=True),
        sa.Column("slot_at", INSTANT, nullable=True),
    ):
        op.add_column("claims", column)
    op.create_index("ix_claims_mailbox_slot_at", "claims", ["mailbox", "slot_at"])
    op.create_index(
        "ix_touches_planned_mails",
        "touches",
        ["due_at"],
        sqlite_where=PLANNED_MAILS,
        postgresql_where=PLANNED_MAILS,
    )
    op.create_table(
        "mailboxes",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("first_used_at", INSTANT, nullable=True),
        sa.Column("paused_at", INSTANT, nullable=True),
        sa.Column("paused_until", INSTANT, nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("address", name="pk_mailboxes"),
    )
    op.create_table(
        "waiters",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("is_follow_up", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name="fk_waiters_enrollment_id"
        ),
        sa.PrimaryKeyConstraint("enrollment_id", name="pk_waiters"),
    )
    op.create_index("ix_waiters_mailbox_until", "waiters", ["mailbox", "until"])

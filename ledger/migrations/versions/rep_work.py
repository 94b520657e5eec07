"""Whose a task is, whether it was postponed, who has taken it, and which reps are away.

There is no way down: it would forget who does what.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = sa.text("closed_at IS NULL")
DONE = sa.text("completed_by IS NOT NULL")


def upgrade() -> None:
    """Make columns and tables; the tasks that are open are everybody's."""
    op.add_column("tasks", sa.Column("owner", sa.Text()))
    op.add_column("tasks", sa.Column("postponed", sa.Text()))
    op.create_index(
        "ix_tasks_queue", "tasks", ["owner", "due_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(
        "ix_tasks_done",
        "tasks",
        ["completed_by", "closed_at"],
        sqlite_where=DONE,
        postgresql_where=DONE,
    )
    op.create_table(
        "task_takes",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name="fk_task_takes_enrollment_id"
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "step", name="pk_task_takes"),
    )
    op.create_table(
        "absences",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            autoincrement=True,
        ),
        sa.Column("rep", sa.Text(), nullable=False),
        sa.Column("starts", INSTANT, nullable=False),
        sa.Column("ends", INSTANT, nullable=False),
        sa.Column("stand_in", sa.Text()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )

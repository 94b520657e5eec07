"""What reports add up: a row a touch and a row a person, filled from the facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COUNTED = ["fate", "marks", "lag_days", "day"]
INDEXES = {
    "ix_touch_outcomes_by_step": ["cadence", "version", "step", "channel", "variant"],
    "ix_touch_outcomes_by_hour": ["cadence", "weekday", "hour"],
    "ix_touch_outcomes_by_sender": ["cadence", "rep", "mailbox"],
    "ix_touch_outcomes_by_country": ["cadence", "country"],
    "ix_touch_outcomes_by_week": ["cadence", "week"],
}
DEALS = sa.text("type IN ('opportunity_opened', 'opportunity_won', 'opportunity_lost')")


def upgrade() -> None:
    """Make the tables, and find who has a deal."""
    _make_touches()
    _make_people()
    op.create_index("ix_facts_deals", "facts", ["key"], sqlite_where=DEALS, postgresql_where=DEALS)


def downgrade() -> None:
    """They follow from the facts, so that nothing is lost."""
    op.drop_index("ix_facts_deals", "facts")
    op.drop_table("person_outcomes")
    op.drop_table("touch_outcomes")


def _make_touches() -> None:
    op.create_table(
        "touch_outcomes",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text()),
        sa.Column("variant", sa.Text()),
        sa.Column("rep", sa.Text()),
        sa.Column("mailbox", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("lag_days", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name="fk_touch_outcomes_enrollment_id"
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "step", name="pk_touch_outcomes"),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "touch_outcomes", [*columns, *COUNTED])


def _make_people() -> None:
    op.create_table(
        "person_outcomes",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("variants", sa.Text(), nullable=False),
        sa.Column("country", sa.Text()),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("touches_to_reply", sa.Integer()),
        sa.Column("days_to_reply", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name="fk_person_outcomes_enrollment_id"
        ),
        sa.PrimaryKeyConstraint("enrollment_id", name="pk_person_outcomes"),
    )
    op.create_index(
        "ix_person_outcomes_by_person",
        "person_outcomes",
        [
            *("cadence", "version", "variants", "country", "week"),
            *("marks", "touches_to_reply", "days_to_reply", "day"),
        ],
    )

"""The first tables.

There is no way down: it would drop facts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "cadences",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_cadences"),
    )
    op.create_index("ix_cadences_name_published_at", "cadences", ["name", "published_at"])

    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("host_anchor", INSTANT, nullable=False),
        sa.Column("anchor", INSTANT, nullable=False),
        sa.Column("speed", sa.Float(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
    )
    op.create_table(
        "prospects",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("linkedin_url", sa.Text(), nullable=True),
        sa.Column("linkedin_key", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_prospects"),
        sa.UniqueConstraint("email_key", name="uq_prospects_email_key"),
    )
    op.create_index("ix_prospects_account", "prospects", ["account"])
    op.create_index("ix_prospects_linkedin_key", "prospects", ["linkedin_key"])
    op.create_index("ix_prospects_phone", "prospects", ["phone"])

    op.create_table(
        "suppressions",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("address", "channel", name="pk_suppressions"),
    )
    op.create_table(
        "enrollments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("prospect_id", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("exclusivity_group", sa.Text(), nullable=False),
        sa.Column("workflow_id", sa.Text(), nullable=False),
        sa.Column("enrolled_at", INSTANT, nullable=False),
        sa.Column("variants", sa.Text(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("predecessor", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["prospect_id"], ["prospects.id"], name="fk_enrollments_prospect_id"
        ),
        sa.ForeignKeyConstraint(["version"], ["cadences.version"], name="fk_enrollments_version"),
        sa.PrimaryKeyConstraint("id", name="pk_enrollments"),
        sa.UniqueConstraint("number", name="uq_enrollments_number"),
    )
    op.create_index("ix_enrollments_cadence_enrolled_at", "enrollments", ["cadence", "enrolled_at"])
    op.create_index(
        "ix_enrollments_prospect_id_enrolled_at", "enrollments", ["prospect_id", "enrolled_at"]
    )
    op.create_index(
        "ix_enrollments_unstarted",
        "enrollments",
        ["number"],
        sqlite_where=sa.text("predecessor IS NOT NULL AND state = 'pending'"),
        postgresql_where=sa.text("predecessor IS NOT NULL AND state = 'pending'"),
    )
    op.create_index(
        "uq_enrollments_open",
        "enrollments",
        ["prospect_id", "exclusivity_group"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )

    op.create_table(
        "briefs",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("brief", sa.Text(), nullable=True),
        _of_enrollment("briefs"),
        sa.PrimaryKeyConstraint("enrollment_id", "step", name="pk_briefs"),
    )
    op.create_table(
        "claims",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("not_after", INSTANT, nullable=False),
        sa.Column("reserved_at", INSTANT, nullable=False),
        sa.Column("in_doubt_at", INSTANT, nullable=True),
        _of_enrollment("claims"),
        sa.PrimaryKeyConstraint("enrollment_id", "step", name="pk_claims"),
        sa.UniqueConstraint("message_id", name="uq_claims_message_id"),
    )
    op.create_table(
        "facts",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        _of_enrollment("facts"),
        sa.PrimaryKeyConstraint("enrollment_id", "seq", name="pk_facts"),
        sa.UniqueConstraint("enrollment_id", "key", name="uq_facts_enrollment_id_key"),
    )
    op.create_table(
        "inbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("enrollment_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("referral", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        _of_enrollment("inbox"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("provider", "event_id", name="uq_inbox_provider_event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["verdict", "id"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )

    op.create_table(
        "pending_stops",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _of_enrollment("pending_stops"),
        sa.PrimaryKeyConstraint("enrollment_id", "source_id", name="pk_pending_stops"),
    )
    op.create_table(
        "tasks",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("escalates_at", INSTANT, nullable=True),
        sa.Column("escalated_at", INSTANT, nullable=True),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("completed_by", sa.Text(), nullable=True),
        _of_enrollment("tasks"),
        sa.PrimaryKeyConstraint("enrollment_id", "step", name="pk_tasks"),
    )
    op.create_index(
        "ix_tasks_open",
        "tasks",
        ["opened_at"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )

    op.create_table(
        "touches",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("not_after", INSTANT, nullable=True),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("variant", sa.Text(), nullable=True),
        _of_enrollment("touches"),
        sa.PrimaryKeyConstraint("enrollment_id", "step", name="pk_touches"),
    )


def _of_enrollment(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_enrollment_id"
    return sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name=name)

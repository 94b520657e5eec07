"""What experiments and forecasts read; and what came after an end is a fact from now on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from domain.facts import INBOUND, inbound_fact
from domain.ports import source_of
from ledger.database.instants import Instant
from ledger.facts import fact_row
from ledger.rules.details import detail_from_json

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BY_SENDER = "ix_touch_outcomes_by_sender"
BY_STEP_AND_SENDER = ["cadence", "version", "step", "channel", "variant", "rep", "mailbox"]
TOOK = ("to_positive", "to_reply", "to_meeting")
INBOX = sa.table(
    "inbox",
    *(sa.column(name) for name in ("id", "provider", "event_id", "fact", "detail", "verdict")),
    sa.column("enrollment_id"),
    sa.column("received_at", Instant()),
)
FACTS = sa.table(
    "facts",
    *(sa.column(name) for name in ("enrollment_id", "seq", "key", "type", "body", "source_id")),
    sa.column("at", Instant()),
)


def upgrade() -> None:
    """Make the tables, which are filled from the facts, and tell the facts what came too late."""
    _make_exposures()
    _make_stays()
    op.drop_index(BY_SENDER, "touch_outcomes")
    counted = ["fate", "marks", "lag_days", "day"]
    op.create_index(BY_SENDER, "touch_outcomes", [*BY_STEP_AND_SENDER, *counted])
    connection = op.get_bind()
    late = sa.select(INBOX).where(
        INBOX.c.verdict == "too_late", INBOX.c.fact.in_(INBOUND), INBOX.c.enrollment_id.is_not(None)
    )
    for event in connection.execute(late.order_by(INBOX.c.id)).mappings().all():
        for row in _fact_of(connection, event):
            connection.execute(sa.insert(FACTS), row)


def _fact_of(connection: sa.Connection, event: sa.RowMapping) -> Iterator[dict[str, Any]]:
    """Nothing where the enrollment knows of it."""
    enrollment_id = event["enrollment_id"]
    detail = detail_from_json(event["detail"]) if event["detail"] else None
    source = source_of(event["provider"], event["event_id"])
    fact = inbound_fact(event["fact"], event["received_at"], source, detail)
    theirs = FACTS.c.enrollment_id == enrollment_id
    if connection.scalar(sa.select(FACTS.c.seq).where(theirs, FACTS.c.key == fact.key)) is None:
        last = connection.scalar(sa.select(sa.func.max(FACTS.c.seq)).where(theirs))
        yield fact_row(enrollment_id, last + 1, fact)


def _make_exposures() -> None:
    op.create_table(
        "exposures",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("experiment", sa.Text(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Integer()) for name in TOOK),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name="fk_exposures_enrollment_id"
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "experiment", name="pk_exposures"),
    )
    op.create_index(
        "ix_exposures_by_run",
        "exposures",
        ["experiment", "cadence", "reached_at", "enrollment_id", "enrolled_at", "arm", *TOOK],
    )


def _make_stays() -> None:
    op.create_table(
        "stays",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("met_on", sa.Date()),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name="fk_stays_enrollment_id"
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "since", name="pk_stays"),
    )
    op.create_index("ix_stays_by_stage", "stays", ["cadence", "stage", "since", "until", "met_on"])

"""Who is in which cadence: enrollments, their facts, and the projections of these.

`PROJECTED` names the columns of `enrollments` that follow from the facts, as `touches` and `tasks`
do altogether.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ledger.database.instants import Instant
from ledger.schema.base import NOT_CLOSED, metadata

_OPEN = text("is_open")
_AWAITED = text("next_at IS NOT NULL")
_DONE = text("completed_by IS NOT NULL")
HELD_BACK = text("touches.status = 'held' AND touches.reason = 'cadence_paused'")
_IS_HELD_BACK = text("status = 'held' AND reason = 'cadence_paused'")
HELD = text("touches.status = 'held'")
_IS_HELD = text("status = 'held'")
PLANNED_MAILS = text("status = 'planned' AND channel = 'email'")
# Who has an opportunity of the CRM.
HAS_DEAL = text("type IN ('opportunity_opened', 'opportunity_won', 'opportunity_lost')")
# By the state, which changes seldom: an index on `seq` would be written with every fact.
UNSTARTED = text("predecessor IS NOT NULL AND state = 'pending'")

cadences = Table(
    "cadences",
    metadata,
    Column("version", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_cadences_name_published_at", "name", "published_at"),
)

# What mails carry, by SHA-256; the cadences that do name it under `digests`.
files = Table(
    "files",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

prospects = Table(
    "prospects",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text),
    Column("email_key", Text, unique=True),
    Column("phone", Text, index=True),
    Column("linkedin_url", Text),
    Column("linkedin_key", Text, index=True),
    Column("timezone", Text),
    Column("country", Text),
    Column("region", Text),
    Column("account", Text, index=True),
    Column("variables", Text, nullable=False),
    Column("meeting_timezone", Text),
    Column("email_domain", Text, index=True),
    # What people search by: the name that the variables give, casefolded.
    Column("name_key", Text),
    # All of it in their order: a search reads no row that it does not show.
    Index("ix_prospects_search", "id", "email_key", "name_key", "phone", "linkedin_key"),
)

enrollments = Table(
    "enrollments",
    metadata,
    Column("id", Text, primary_key=True),
    # The order in which they came: those of one import have one instant.
    Column("number", BigInteger, nullable=False, unique=True),
    Column("prospect_id", Text, ForeignKey("prospects.id"), nullable=False),
    Column("cadence", Text, nullable=False),
    Column("version", Text, ForeignKey("cadences.version"), nullable=False),
    Column("exclusivity_group", Text, nullable=False),
    Column("workflow_id", Text, nullable=False),
    Column("enrolled_at", Instant, nullable=False),
    Column("variants", Text, nullable=False),
    Column("not_before", Instant),
    Column("predecessor", Text),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("is_open", Boolean, nullable=False),
    Column("step", Text),
    Column("next_at", Instant),
    Column("timezone", Text),
    Column("seq", Integer, nullable=False),
    Column("fold", Text, nullable=False),
    Index("ix_enrollments_prospect_id_enrolled_at", "prospect_id", "enrolled_at"),
    Index("ix_enrollments_cadence_enrolled_at", "cadence", "enrolled_at"),
    # The console's lists and counts: rows are wide (the fold), so these hold all that is asked.
    Index("ix_enrollments_by_cadence", "cadence", "state", "step", "number", "version"),
    # By the reason first: SQLite would else take it for those that are not started.
    Index("ix_enrollments_by_reason", "reason", "state", "number"),
    Index(
        "ix_enrollments_by_next",
        "next_at",
        "number",
        sqlite_where=_AWAITED,
        postgresql_where=_AWAITED,
    ),
    # Those that follow another and have no fact of their own run, for whoever starts them.
    Index("ix_enrollments_unstarted", "number", sqlite_where=UNSTARTED, postgresql_where=UNSTARTED),
    # One at a time for a prospect and a group, whoever enrolls; what has ended does not count.
    Index(
        "uq_enrollments_open",
        "prospect_id",
        "exclusivity_group",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
)

# What the first fact says, and what follows from all of them.
ORIGINAL = ("cadence", "version", "enrolled_at", "variants", "not_before", "predecessor")
PROJECTED = ("state", "reason", "is_open", "step", "next_at", "timezone", "seq", "fold")

facts = Table(
    "facts",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("source_id", Text),
    PrimaryKeyConstraint("enrollment_id", "seq"),
    UniqueConstraint("enrollment_id", "key"),
    Index("ix_facts_deals", "key", sqlite_where=HAS_DEAL, postgresql_where=HAS_DEAL),
)

touches = Table(
    "touches",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("first_seq", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("channel", Text),
    Column("due_at", Instant),
    Column("not_after", Instant),
    Column("started_at", Instant),
    Column("settled_at", Instant),
    Column("until", Instant),
    Column("reason", Text),
    Column("why", Text),
    Column("variant", Text),
    PrimaryKeyConstraint("enrollment_id", "step"),
    # What a mailbox has still to send today.
    Index(
        "ix_touches_planned_mails",
        "due_at",
        sqlite_where=PLANNED_MAILS,
        postgresql_where=PLANNED_MAILS,
    ),
    # How many are held, by why.
    Index(
        "ix_touches_held",
        "enrollment_id",
        "reason",
        sqlite_where=_IS_HELD,
        postgresql_where=_IS_HELD,
    ),
    # Whom the pause of a cadence holds, for whoever tells them of its end.
    Index(
        "ix_touches_held_back",
        "until",
        sqlite_where=_IS_HELD_BACK,
        postgresql_where=_IS_HELD_BACK,
    ),
)

tasks = Table(
    "tasks",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("channel", Text),
    Column("opened_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("escalates_at", Instant),
    Column("escalated_at", Instant),
    Column("until", Instant),
    Column("closed_at", Instant),
    Column("disposition", Text),
    Column("completed_by", Text),
    Column("owner", Text),
    Column("postponed", Text),
    PrimaryKeyConstraint("enrollment_id", "step"),
    Index("ix_tasks_open", "opened_at", sqlite_where=NOT_CLOSED, postgresql_where=NOT_CLOSED),
    # What a rep has to do, and what a rep has done today.
    Index(
        "ix_tasks_queue", "owner", "due_at", sqlite_where=NOT_CLOSED, postgresql_where=NOT_CLOSED
    ),
    Index("ix_tasks_done", "completed_by", "closed_at", sqlite_where=_DONE, postgresql_where=_DONE),
)

# What a rep was asked to do, frozen when the task was opened; no projection, as no fact has it.
briefs = Table(
    "briefs",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("detail", Text),
    Column("brief", Text),
    PrimaryKeyConstraint("enrollment_id", "step"),
)

"""The tables: facts, inbox and claims are the truth; what follows from the facts is a projection.

Projections are `touches`, `tasks` and the columns of `enrollments` named in `PROJECTED`. Text that
must be found by equality (addresses) is stored casefolded.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ledger.instants import Instant

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
_ROW_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_OPEN = text("is_open")
_NOT_CLOSED = text("closed_at IS NULL")
# By the state, which changes seldom: an index on `seq` would be written with every fact.
UNSTARTED = text("predecessor IS NOT NULL AND state = 'pending'")

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("host_anchor", Instant, nullable=False),
    Column("anchor", Instant, nullable=False),
    Column("speed", Float, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

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
    PrimaryKeyConstraint("enrollment_id", "step"),
    Index("ix_tasks_open", "opened_at", sqlite_where=_NOT_CLOSED, postgresql_where=_NOT_CLOSED),
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

claims = Table(
    "claims",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("token", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("recipient", Text, nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("not_after", Instant, nullable=False),
    Column("reserved_at", Instant, nullable=False),
    Column("in_doubt_at", Instant),
    # As it was sent; a later mail of its thread goes under it.
    Column("subject", Text),
    PrimaryKeyConstraint("enrollment_id", "step"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", _ROW_NUMBER, primary_key=True, autoincrement=True),
    Column("provider", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("fact", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("enrollment_id", Text, ForeignKey("enrollments.id")),
    Column("message_id", Text),
    Column("email", Text),
    Column("detail", Text),
    Column("referral", Text),
    Column("verdict", Text, nullable=False),
    Column("closed_at", Instant),
    Column("reason", Text),
    UniqueConstraint("provider", "event_id"),
    Index(
        "ix_inbox_waiting", "verdict", "id", sqlite_where=_NOT_CLOSED, postgresql_where=_NOT_CLOSED
    ),
    # Numbers are never given twice: a dispatcher may still hold one whose row is gone.
    sqlite_autoincrement=True,
)

pending_stops = Table(
    "pending_stops",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("source_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("enrollment_id", "source_id"),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("address", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("address", "channel"),
)

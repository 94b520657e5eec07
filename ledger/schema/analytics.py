"""What reports add up, as it follows from the facts: a row a touch, a row a person.

Experiments read a row for each arm that reached somebody, forecasts one for each stay at a stage.
Each index of `touch_outcomes` holds all that one family of reports asks, in the order in which it
groups, so that no report reads the table or sorts it.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from ledger.database.instants import Instant
from ledger.schema.base import metadata

# What every report counts, and by which days it is narrowed.
COUNTED = ("fate", "marks", "lag_days", "day")
BY_STEP = ("cadence", "version", "step", "channel", "variant")
BY_HOUR = ("cadence", "weekday", "hour")
BY_SENDER = (*BY_STEP, "rep", "mailbox")
BY_COUNTRY = ("cadence", "country")
BY_WEEK = ("cadence", "week")

touch_outcomes = Table(
    "touch_outcomes",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("step", Text, nullable=False),
    Column("cadence", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("channel", Text),
    Column("variant", Text),
    Column("rep", Text),
    Column("mailbox", Text),
    Column("country", Text),
    Column("week", Date, nullable=False),
    Column("day", Date, nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("fate", Text, nullable=False),
    Column("marks", Integer, nullable=False),
    Column("lag_days", Integer),
    PrimaryKeyConstraint("enrollment_id", "step"),
    Index("ix_touch_outcomes_by_step", *BY_STEP, *COUNTED),
    Index("ix_touch_outcomes_by_hour", *BY_HOUR, *COUNTED),
    Index("ix_touch_outcomes_by_sender", *BY_SENDER, *COUNTED),
    Index("ix_touch_outcomes_by_country", *BY_COUNTRY, *COUNTED),
    Index("ix_touch_outcomes_by_week", *BY_WEEK, *COUNTED),
)

BY_PERSON = ("cadence", "version", "variants", "country", "week")
COUNTED_OF_PEOPLE = ("marks", "touches_to_reply", "days_to_reply", "day")

person_outcomes = Table(
    "person_outcomes",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), primary_key=True),
    Column("cadence", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("variants", Text, nullable=False),
    Column("country", Text),
    Column("week", Date, nullable=False),
    Column("day", Date, nullable=False),
    Column("marks", Integer, nullable=False),
    Column("touches_to_reply", Integer),
    Column("days_to_reply", Integer),
    Index("ix_person_outcomes_by_person", *BY_PERSON, *COUNTED_OF_PEOPLE),
)

TOOK = ("to_positive", "to_reply", "to_meeting")

exposures = Table(
    "exposures",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("experiment", Text, nullable=False),
    Column("arm", Text, nullable=False),
    Column("cadence", Text, nullable=False),
    Column("enrolled_at", Instant, nullable=False),
    Column("reached_at", Instant, nullable=False),
    *(Column(name, Integer) for name in TOOK),
    PrimaryKeyConstraint("enrollment_id", "experiment"),
    Index(
        "ix_exposures_by_run",
        *("experiment", "cadence", "reached_at", "enrollment_id", "enrolled_at", "arm", *TOOK),
    ),
)

STAYED = ("cadence", "stage", "since", "until", "met_on")

stays = Table(
    "stays",
    metadata,
    Column("enrollment_id", Text, ForeignKey("enrollments.id"), nullable=False),
    Column("cadence", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("met_on", Date),
    PrimaryKeyConstraint("enrollment_id", "since"),
    Index("ix_stays_by_stage", *STAYED),
)

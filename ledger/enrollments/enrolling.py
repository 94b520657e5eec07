"""Enrolls prospects, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, exists, func, insert, select

from domain.people.prospects import Prospect
from domain.touch import Touched
from ledger import projections, prospects
from ledger.database.dialects import lock_table
from ledger.facts import fact_row
from ledger.records import NotEnrolled, Ticket
from ledger.rules.addresses import keys_of
from ledger.rules.admission import (
    Earlier,
    Entry,
    Intake,
    admitted,
    entry_of,
    midnight_of,
    reason_against,
)
from ledger.rules.folding import enrollment_columns, projection_of
from ledger.schema import enrollments, facts, touches
from ledger.schema import prospects as prospects_table
from ledger.suppressions import is_suppressed

_OF_PROSPECT = select(
    enrollments.c.cadence, enrollments.c.exclusivity_group, enrollments.c.is_open
).where(enrollments.c.prospect_id == bindparam("prospect"))
_ENDED = (
    select(func.max(facts.c.at))
    .join(enrollments, enrollments.c.id == facts.c.enrollment_id)
    .where(
        enrollments.c.prospect_id == bindparam("prospect"),
        enrollments.c.cadence == bindparam("cadence"),
        facts.c.type == "ended",
    )
)
# A task that waits for its rep counts from its opening, one that is done from its completion.
_TOUCHED = (
    select(
        func.max(
            case(
                (touches.c.status == Touched.SKIPPED, touches.c.started_at),
                else_=func.coalesce(touches.c.settled_at, touches.c.started_at),
            )
        )
    )
    .join(enrollments, enrollments.c.id == touches.c.enrollment_id)
    .where(enrollments.c.prospect_id == bindparam("prospect"))
)
_COLLEAGUE = select(
    exists().where(
        enrollments.c.is_open,
        enrollments.c.prospect_id == prospects_table.c.id,
        prospects_table.c.account == bindparam("account"),
        prospects_table.c.id != bindparam("prospect"),
    )
)
_SINCE = (
    select(func.count())
    .select_from(enrollments)
    .where(
        enrollments.c.cadence == bindparam("cadence"), enrollments.c.enrolled_at >= bindparam("at")
    )
)
_BEFORE = enrollments.alias()
# Imports come one at a time, so two of them never take the same number.
_INSERT = insert(enrollments).values(
    number=select(func.coalesce(func.max(_BEFORE.c.number), 0) + 1).scalar_subquery()
)


@dataclass(frozen=True)
class _SqlPast:
    """`Past` in the database; a rule that is not used asks nothing."""

    connection: Connection
    person: Prospect
    today: int

    def earlier(self) -> Iterable[Earlier]:
        """`Past.earlier`."""
        return earlier_of(self.connection, self.person.id)

    def ended_at(self, cadence: str) -> datetime | None:
        """`Past.ended_at`."""
        wanted = {"prospect": self.person.id, "cadence": cadence}
        ended_at: datetime | None = self.connection.scalar(_ENDED, wanted)
        return ended_at

    def touched_at(self) -> datetime | None:
        """`Past.touched_at`."""
        touched_at: datetime | None = self.connection.scalar(_TOUCHED, {"prospect": self.person.id})
        return touched_at

    def has_active_colleague(self) -> bool:
        """`Past.has_active_colleague`."""
        if not self.person.account:
            return False
        wanted = {"account": self.person.account, "prospect": self.person.id}
        return bool(self.connection.scalar(_COLLEAGUE, wanted))

    def enrolled_today(self) -> int:
        """`Past.enrolled_today`."""
        return self.today


def enroll(
    connection: Connection, given: Sequence[Prospect], intake: Intake
) -> tuple[Ticket | NotEnrolled, ...]:
    """Enroll each, in the order given, or say why not; all or nothing is written."""
    lock_imports(connection)
    answers: list[Ticket | NotEnrolled] = []
    today = _enrolled_today(connection, intake)
    for person in given:
        answers.append(answer := _enroll(connection, person, intake, today))
        today += isinstance(answer, Ticket) and answer.cadence == intake.into.cadence.name
    return tuple(answers)


def lock_imports(connection: Connection) -> None:
    """One import at a time: two that look for the same new person would both not find them."""
    lock_table(connection, prospects_table, "SHARE ROW EXCLUSIVE")


def _enrolled_today(connection: Connection, intake: Intake) -> int:
    """How many have come into the cadence on this day; nobody counts where nothing caps them."""
    midnight = midnight_of(intake)
    if midnight is None:
        return 0
    wanted = {"cadence": intake.into.cadence.name, "at": midnight}
    return connection.scalar(_SINCE, wanted) or 0


def _enroll(
    connection: Connection, given: Prospect, intake: Intake, today: int
) -> Ticket | NotEnrolled:
    person = prospects.come(connection, given)
    if is_suppressed(connection, keys_of(person)):
        return NotEnrolled.SUPPRESSED
    entry = entry_of(person, intake)
    reason = reason_against(person, intake, entry, _SqlPast(connection, person, today))
    return reason or open_enrollment(connection, person.id, entry)


def open_enrollment(connection: Connection, prospect_id: str, entry: Entry) -> Ticket:
    """The enrollment with its first fact; imports are locked."""
    ticket, fact = admitted(prospect_id, entry)
    row = {
        "id": ticket.enrollment_id,
        "prospect_id": prospect_id,
        "exclusivity_group": entry.group,
        "workflow_id": ticket.workflow_id,
    }
    projection = projection_of([fact])
    columns = {**projection.origin, **enrollment_columns(projection.fold)}
    connection.execute(_INSERT, {**row, **columns})
    connection.execute(insert(facts), fact_row(ticket.enrollment_id, 1, fact))
    projections.count(connection, ticket.enrollment_id, projection)
    return ticket


def earlier_of(connection: Connection, prospect_id: str) -> list[Earlier]:
    """The enrollments that the prospect has or had."""
    rows = connection.execute(_OF_PROSPECT, {"prospect": prospect_id})
    return [Earlier(*row) for row in rows]

"""Enrolls prospects, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from domain.prospects import Prospect
from ledger import prospects
from ledger.addresses import keys_of
from ledger.admission import Earlier, Intake, admitted, reason_against
from ledger.dialects import lock_table
from ledger.facts import fact_row
from ledger.folding import enrollment_columns, projection_of
from ledger.records import NotEnrolled, Ticket
from ledger.schema import enrollments, facts
from ledger.schema import prospects as prospects_table
from ledger.suppressions import is_suppressed

_OF_PROSPECT = select(
    enrollments.c.cadence, enrollments.c.exclusivity_group, enrollments.c.is_open
).where(enrollments.c.prospect_id == bindparam("prospect"))
_BEFORE = enrollments.alias()
# Imports come one at a time, so two of them never take the same number.
_INSERT = insert(enrollments).values(
    number=select(func.coalesce(func.max(_BEFORE.c.number), 0) + 1).scalar_subquery()
)


def enroll(
    session: Session, given: Sequence[Prospect], intake: Intake
) -> tuple[Ticket | NotEnrolled, ...]:
    """Enroll each, in the order given, or say why not; all or nothing is written."""
    # One import at a time: two that look for the same new person would both not find them.
    lock_table(session, prospects_table, "SHARE ROW EXCLUSIVE")
    return tuple(_enroll(session, person, intake) for person in given)


def _enroll(session: Session, given: Prospect, intake: Intake) -> Ticket | NotEnrolled:
    person = prospects.come(session, given)
    reason = _reason_against(session, person, intake)
    return reason or _open(session, person, intake)


def _reason_against(session: Session, person: Prospect, intake: Intake) -> NotEnrolled | None:
    if is_suppressed(session, keys_of(person)):
        return NotEnrolled.SUPPRESSED
    rows = session.execute(_OF_PROSPECT, {"prospect": person.id})
    return reason_against((Earlier(*row) for row in rows), intake)


def _open(session: Session, person: Prospect, intake: Intake) -> Ticket:
    ticket, fact = admitted(person.id, intake)
    row = {
        "id": ticket.enrollment_id,
        "prospect_id": person.id,
        "cadence": ticket.cadence,
        "version": ticket.version,
        "exclusivity_group": intake.cadence.exclusivity_group,
        "workflow_id": ticket.workflow_id,
        "enrolled_at": intake.at,
    }
    columns = enrollment_columns(projection_of([fact]).fold)
    session.execute(_INSERT, {**row, **columns})
    session.execute(insert(facts), fact_row(ticket.enrollment_id, 1, fact))
    return ticket

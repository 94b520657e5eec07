"""A person says whom an event is about that nothing, or its sender's domain alone, had matched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from domain.errors import UnknownEnrollment
from ledger import stops
from ledger.inbound import inbox
from ledger.inbound.matching import about
from ledger.inbound.overtaking import event_of
from ledger.records import NoCandidate, UnknownEvent
from ledger.schema import inbox as inbox_table

_WAITS = (inbox_table.c.id == bindparam("row"), inbox.IS_FOR_A_PERSON)
_WAITING = select(inbox_table).where(*_WAITS)
# Of two people who say so at once one finds it taken. Enrollments are locked before events here as
# everywhere, so the event is not locked while it is read.
_TAKE = (
    update(inbox_table)
    .where(*_WAITS)
    .values(enrollment_id=bindparam("about"), verdict=bindparam("said"))
    .returning(inbox_table.c.id)
)


def match_event(
    connection: Connection, inbox_id: int, enrollment_id: str | None, at: datetime
) -> str:
    """`SqlLedger.match_event`."""
    row = connection.execute(_WAITING, {"row": inbox_id}).mappings().one_or_none()
    if row is None:
        raise not_waiting(inbox_id)
    event = event_of(row, enrollment_id or row["enrollment_id"] or no_candidate(inbox_id), at)
    found = about(connection, event)
    if found is None:
        raise UnknownEnrollment(f"there is no enrollment {event.enrollment_id!r}")
    said = {"row": inbox_id, "about": found.enrollment_id, "said": found.verdict.value}
    if connection.execute(_TAKE, said).first() is None:
        raise not_waiting(inbox_id)
    # The others whom it might have been about go on.
    stops.clear_source(connection, event.source_id)
    inbox.take(connection, found, event)
    return found.enrollment_id


def not_waiting(inbox_id: int) -> UnknownEvent:
    """Why nobody can say whom the event is about."""
    return UnknownEvent(f"no event {inbox_id} waits for somebody to say whom it is about")


def no_candidate(inbox_id: int) -> str:
    """Raises `NoCandidate`."""
    raise NoCandidate(f"event {inbox_id} fits nobody by itself; name its enrollment")

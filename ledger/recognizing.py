"""A person says whom an event is about that nothing, or its sender's domain alone, had matched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping, bindparam, select, update
from sqlalchemy.orm import Session

from domain.errors import UnknownEnrollment
from domain.ports import InboundEvent
from ledger import inbox, stops
from ledger.details import detail_from_json, referral_from_json
from ledger.matching import about
from ledger.records import NoCandidate, UnknownEvent
from ledger.schema import inbox as inbox_table

_WAITING = select(inbox_table).where(
    inbox_table.c.id == bindparam("row"),
    inbox_table.c.verdict.in_([verdict.value for verdict in inbox.FOR_A_PERSON]),
    inbox_table.c.closed_at.is_(None),
)
_TAKE = (
    update(inbox_table)
    .where(inbox_table.c.id == bindparam("row"))
    .values(enrollment_id=bindparam("about"), verdict=bindparam("said"))
)


def match_event(session: Session, inbox_id: int, enrollment_id: str | None, at: datetime) -> str:
    """`SqlLedger.match_event`."""
    row = session.execute(_WAITING, {"row": inbox_id}).mappings().one_or_none()
    if row is None:
        raise not_waiting(inbox_id)
    event = _event(row, enrollment_id or row["enrollment_id"] or no_candidate(inbox_id), at)
    found = about(session, event)
    if found is None:
        raise UnknownEnrollment(f"there is no enrollment {event.enrollment_id!r}")
    # The others whom it might have been about go on.
    stops.clear_source(session, inbox.source_id(event))
    said = {"row": inbox_id, "about": found.enrollment_id, "said": found.verdict.value}
    session.execute(_TAKE, said)
    inbox.take(session, found, event)
    return found.enrollment_id


def not_waiting(inbox_id: int) -> UnknownEvent:
    """Why nobody can say whom the event is about."""
    return UnknownEvent(f"no event {inbox_id} waits for somebody to say whom it is about")


def no_candidate(inbox_id: int) -> str:
    """Raises `NoCandidate`."""
    raise NoCandidate(f"event {inbox_id} fits nobody by itself; name its enrollment")


def _event(row: RowMapping, enrollment_id: str, at: datetime) -> InboundEvent:
    """The event as if it had named its enrollment; whoever it silences is silenced from `at` on."""
    return InboundEvent(
        provider=row["provider"],
        event_id=row["event_id"],
        fact=row["fact"],
        received_at=at,
        raw=row["raw"],
        enrollment_id=enrollment_id,
        detail=detail_from_json(row["detail"]) if row["detail"] else None,
        referral=referral_from_json(row["referral"]) if row["referral"] else None,
    )

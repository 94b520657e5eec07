"""What waits for a person, and what the person says of it."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select, update

from domain.ports import Ingested, source_of
from ledger.inbound import dispatching
from ledger.inbound.dispatching import SET_ASIDE
from ledger.inbound.inbox import FOR_A_PERSON
from ledger.records import EventNotWaiting, EventRow, StoredEvent
from ledger.schema import inbox, pending_stops

DISCARDED = "discarded"
WAITING = (*(verdict.value for verdict in FOR_A_PERSON), SET_ASIDE)

# What is told to nobody until a person has said something of it.
IS_WAITING = and_(inbox.c.verdict.in_(WAITING), inbox.c.closed_at.is_(None))
SHOWN = tuple(inbox.c[field.name] for field in fields(EventRow))
_EVENTS = select(*SHOWN).order_by(inbox.c.id)
_WAITING = _EVENTS.where(IS_WAITING)
_WHOLE = select(*SHOWN, inbox.c.detail, inbox.c.referral, inbox.c.raw).where(
    inbox.c.id == bindparam("row")
)
# Of two people who say something of one event at once, the second sees what the first has said.
_LOCK = select(*SHOWN).where(inbox.c.id == bindparam("row")).with_for_update()
_STOP = select(pending_stops.c.at).where(pending_stops.c.source_id == bindparam("source")).limit(1)
_AGAIN = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.verdict == SET_ASIDE)
    .values(verdict=Ingested.ACCEPTED.value, tries=0, reason=None)
)


def waiting(connection: Connection) -> tuple[EventRow, ...]:
    """What fits nobody, fits only weakly or was set aside, the oldest first."""
    return tuple(EventRow(**row) for row in connection.execute(_WAITING).mappings())


def events(connection: Connection, verdict: str | None) -> tuple[EventRow, ...]:
    """Everything that came in, or all of a verdict, the oldest first."""
    query = _EVENTS if verdict is None else _EVENTS.where(inbox.c.verdict == verdict)
    return tuple(EventRow(**row) for row in connection.execute(query).mappings())


def event(connection: Connection, inbox_id: int) -> StoredEvent:
    """All that is known of one. Raises `UnknownEvent`."""
    found = connection.execute(_WHOLE, {"row": inbox_id}).mappings().one_or_none()
    if found is None:
        raise dispatching.unknown(inbox_id)
    row = EventRow(**{column.name: found[column.name] for column in SHOWN})
    return StoredEvent(
        row=row,
        detail=found["detail"],
        referral=found["referral"],
        raw=found["raw"],
        has_stop=_has_stop(connection, row),
    )


def retry(connection: Connection, inbox_id: int) -> None:
    """Have an event told again that was set aside.

    Raises `UnknownEvent`, and `EventNotWaiting` for any other.
    """
    refuse_others(_locked(connection, inbox_id), (SET_ASIDE,), "tried again")
    connection.execute(_AGAIN, {"row": inbox_id})


def discard(connection: Connection, inbox_id: int, at: datetime) -> None:
    """It means nothing; its stop is cleared. Raises as `retry`, unless it waits for a person."""
    refuse_others(_locked(connection, inbox_id), WAITING, "discarded")
    dispatching.close(connection, inbox_id, DISCARDED, at)


def refuse_others(row: EventRow, verdicts: tuple[str, ...], done: str) -> None:
    """Raises `EventNotWaiting` unless the event waits for a person, with one of these verdicts."""
    if row.closed_at is None and row.verdict in verdicts:
        return
    wanted = " or ".join(verdicts)
    raise EventNotWaiting(f"event {row.id} is {row.verdict}; only what is {wanted} can be {done}")


def _locked(connection: Connection, inbox_id: int) -> EventRow:
    """The event, nobody else's to judge until the transaction ends. Raises `UnknownEvent`."""
    found = connection.execute(_LOCK, {"row": inbox_id}).mappings().one_or_none()
    if found is None:
        raise dispatching.unknown(inbox_id)
    return EventRow(**found)


def _has_stop(connection: Connection, row: EventRow) -> bool:
    given = {"source": source_of(row.provider, row.event_id)}
    return connection.execute(_STOP, given).first() is not None

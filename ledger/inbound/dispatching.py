"""Who tells an enrollment's events to its workflow, and what came of it.

An enrollment is leased whole, so that one dispatcher at a time tells its events, in their order. A
lease ends by itself: who was killed holds nothing up for long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    bindparam,
    case,
    delete,
    exists,
    or_,
    select,
    update,
)

from domain.ports import Ingested, source_of
from ledger import stops
from ledger.database.dialects import PerDialect
from ledger.records import InboxRow, Lease, UnknownEvent
from ledger.rules.details import detail_from_json
from ledger.schema import enrollments, inbox, leases, pending_stops
from ledger.schema.inbound import INBOX_SOURCE

SET_ASIDE = "set_aside"
# Of an enrollment that nobody may tell until its wait is over.
NOBODY = ""

_WAITS = (inbox.c.verdict == Ingested.ACCEPTED.value, inbox.c.closed_at.is_(None))


def _is_free(at: ColumnElement[datetime], holder: ColumnElement[str]) -> ColumnElement[bool]:
    """Nobody else has it, or no longer."""
    return or_(leases.c.until <= at, leases.c.holder == holder)


_UNDELIVERED = (
    select(
        inbox.c.id,
        inbox.c.provider,
        inbox.c.event_id,
        inbox.c.fact,
        inbox.c.received_at,
        inbox.c.detail,
        inbox.c.enrollment_id,
        enrollments.c.workflow_id,
    )
    .join(enrollments, enrollments.c.id == inbox.c.enrollment_id)
    .where(*_WAITS)
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_DUE = (
    select(inbox.c.enrollment_id)
    .outerjoin(leases, leases.c.enrollment_id == inbox.c.enrollment_id)
    .where(
        *_WAITS,
        or_(
            leases.c.enrollment_id.is_(None),
            _is_free(bindparam("at", type_=leases.c.until.type), bindparam("holder")),
        ),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_TAKE = PerDialect(
    leases,
    lambda new: new.on_conflict_do_update(
        index_elements=["enrollment_id"],
        set_={"holder": new.excluded.holder, "until": new.excluded.until},
        where=_is_free(bindparam("at", type_=leases.c.until.type), new.excluded.holder),
    ).returning(leases.c.enrollment_id),
)
_OF = _UNDELIVERED.where(inbox.c.enrollment_id.in_(bindparam("enrollments", expanding=True)))
_LET_GO = delete(leases).where(leases.c.holder == bindparam("given_up"))
_HOLD = (
    update(leases)
    .where(
        leases.c.holder == bindparam("given_up"), leases.c.enrollment_id == bindparam("enrollment")
    )
    .values(holder=NOBODY, until=bindparam("later"))
)
_DELIVER = update(inbox).where(inbox.c.id == bindparam("row")).values(closed_at=bindparam("at"))
_FAIL = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), *_WAITS)
    .values(
        tries=inbox.c.tries + 1,
        reason=bindparam("because"),
        verdict=case(
            (inbox.c.tries + 1 >= bindparam("most"), SET_ASIDE), else_=Ingested.ACCEPTED.value
        ),
    )
    .returning(inbox.c.verdict)
)


def undelivered(connection: Connection, limit: int) -> tuple[InboxRow, ...]:
    """Accepted events that their workflows have not been told, the oldest first."""
    return _rows(connection.execute(_UNDELIVERED, {"most": limit}).mappings())


def due(connection: Connection, holder: str, at: datetime, limit: int) -> tuple[str, ...]:
    """The enrollments of the oldest events that this dispatcher may tell."""
    found = connection.scalars(_DUE, {"holder": holder, "at": at, "most": limit})
    return tuple(dict.fromkeys(found))


def lease(
    connection: Connection, enrollment_ids: Sequence[str], lease: Lease, limit: int
) -> tuple[InboxRow, ...]:
    """Take those that nobody else has; their oldest events, as they stand after that."""
    taken = [each for each in sorted(enrollment_ids) if _take(connection, each, lease)]
    if not taken:
        return ()
    return _rows(connection.execute(_OF, {"enrollments": taken, "most": limit}).mappings())


def release(connection: Connection, holder: str, held: Mapping[str, datetime]) -> None:
    """Let go of everything; nobody tells the events of those named before their instant."""
    for enrollment_id, until in held.items():
        connection.execute(_HOLD, {"given_up": holder, "enrollment": enrollment_id, "later": until})
    connection.execute(_LET_GO, {"given_up": holder})


def delivered(connection: Connection, inbox_id: int, at: datetime) -> None:
    """The workflow has been told; its stop stays until the workflow has recorded the fact."""
    connection.execute(_DELIVER, {"row": inbox_id, "at": at})


def failed(connection: Connection, inbox_id: int, reason: str, most: int) -> bool:
    """Count a try in vain; whether it was the last of so many, and a person has to look.

    The stop stays: what was accepted stops until somebody says that it means nothing.
    """
    given = {"row": inbox_id, "because": reason, "most": most}
    return bool(connection.scalar(_FAIL, given) == SET_ASIDE)


def close(connection: Connection, inbox_id: int, verdict: str, at: datetime) -> None:
    """Nobody will be told; its stops go with it. Raises `UnknownEvent`."""
    is_weak = inbox.c.verdict == Ingested.WEAK.value
    closing = (
        update(inbox)
        .where(inbox.c.id == inbox_id)
        # Whoever it was likely about, it is not.
        .values(enrollment_id=case((is_weak, None), else_=inbox.c.enrollment_id))
        .values(verdict=verdict, closed_at=at)
        .returning(inbox.c.provider, inbox.c.event_id)
    )
    row = connection.execute(closing).one_or_none()
    if row is None:
        raise unknown(inbox_id)
    stops.clear_source(connection, source_of(row.provider, row.event_id))


def unknown(inbox_id: int) -> UnknownEvent:
    """What is said of a number that no event has."""
    return UnknownEvent(f"there is no event {inbox_id} in the inbox")


def redeliver(connection: Connection, before: datetime) -> int:
    """Open again what a run was told and has lost: its stop has outlived the delivery."""
    is_stopping = exists().where(
        pending_stops.c.enrollment_id == inbox.c.enrollment_id,
        pending_stops.c.source_id == INBOX_SOURCE,
    )
    opening = (
        update(inbox)
        .where(inbox.c.verdict == Ingested.ACCEPTED.value, inbox.c.closed_at < before, is_stopping)
        .values(closed_at=None)
        .returning(inbox.c.id)
    )
    return len(connection.execute(opening).all())


def _take(connection: Connection, enrollment_id: str, lease: Lease) -> bool:
    row = {"enrollment_id": enrollment_id, "holder": lease.holder, "until": lease.until}
    return connection.execute(_TAKE.on(connection), {**row, "at": lease.at}).first() is not None


def _rows(found: Iterable[RowMapping]) -> tuple[InboxRow, ...]:
    return tuple(map(_row, found))


def _row(row: RowMapping) -> InboxRow:
    try:
        detail = detail_from_json(row["detail"]) if row["detail"] else None
    except ValidationError:
        return InboxRow(**{**row, "detail": None}, is_readable=False)
    return InboxRow(**{**row, "detail": detail})

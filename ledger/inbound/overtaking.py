"""What an end has overtaken: accepted for an enrollment that ended before its workflow heard it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from domain.ports import InboundEvent, Ingested
from ledger import stops
from ledger.database.among import among
from ledger.inbound import dispatching, inbox
from ledger.inbound.matching import about
from ledger.rules.details import detail_from_json, referral_from_json
from ledger.schema import inbox as inbox_table
from ledger.schema import pending_stops
from ledger.schema.inbound import INBOX_SOURCE

_ROW = select(inbox_table).where(inbox_table.c.id == bindparam("row"))
_PASS = (
    update(inbox_table)
    .where(inbox_table.c.id == bindparam("row"))
    .values(
        enrollment_id=bindparam("about"), verdict=bindparam("said"), closed_at=bindparam("closed")
    )
)
_STOPS = select(pending_stops.c.source_id, pending_stops.c.at).where(
    pending_stops.c.enrollment_id == bindparam("enrollment")
)
_HAND_ON = (
    update(inbox_table)
    .where(
        inbox_table.c.enrollment_id == bindparam("ended"),
        among(INBOX_SOURCE, "sources"),
    )
    .values(enrollment_id=bindparam("next"), closed_at=None)
)


def too_late(connection: Connection, inbox_id: int, at: datetime) -> None:
    """The enrollment has ended; a stopping event is for the one that its prospect is in now.

    Where there is none nobody will be told: the stop is cleared, and whom the event silences is
    silenced here. Raises `UnknownEvent`.
    """
    row = connection.execute(_ROW, {"row": inbox_id}).mappings().one_or_none()
    if row is None:
        raise dispatching.unknown(inbox_id)
    event = event_of(row, row["enrollment_id"], row["received_at"])
    if found := about(connection, event):
        is_late = found.verdict is Ingested.TOO_LATE
        said = {"about": found.enrollment_id, "said": found.verdict.value}
        connection.execute(_PASS, {"row": inbox_id, "closed": at if is_late else None, **said})
        stops.clear_source(connection, event.source_id)
        inbox.take(connection, found, event)


def hand_on(connection: Connection, ended: str, following: str) -> None:
    """What stops the ended enrollment is for its prospect's next one, told there or not told yet.

    Both rows are locked. Told already as well: whoever records it has the stop cleared, and this
    one stands.
    """
    waiting = connection.execute(_STOPS, {"enrollment": ended}).all()
    if not waiting:
        return
    sources = [row.source_id for row in waiting]
    connection.execute(_HAND_ON, {"ended": ended, "next": following, "sources": sources})
    stops.clear_stops(connection, ended, sources)
    for row in waiting:
        stops.set_stop(connection, following, row.source_id, row.at)


def event_of(row: RowMapping, enrollment_id: str, at: datetime) -> InboundEvent:
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

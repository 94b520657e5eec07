"""Those of an account who are told that a colleague of theirs has answered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Connection, bindparam, select

from domain.ports import InboundEvent, Ingested
from ledger import stops
from ledger.cadences import cadence_from_json
from ledger.database.among import among
from ledger.database.dialects import PerDialect
from ledger.rules.answering import COLLEAGUES, colleague_event, hears_of_colleagues
from ledger.schema import cadences, enrollments, inbox, prospects

_MINE = prospects.alias()
_THIS = enrollments.alias()
_OPEN = (
    select(enrollments.c.id)
    .select_from(_THIS)
    .join(_MINE, _MINE.c.id == _THIS.c.prospect_id)
    .join(prospects, (prospects.c.account == _MINE.c.account) & (prospects.c.id != _MINE.c.id))
    .join(enrollments, enrollments.c.prospect_id == prospects.c.id)
    .where(_THIS.c.id == bindparam("enrollment"), enrollments.c.is_open)
)
_CADENCES = (
    select(cadences.c.version, cadences.c.body)
    .where(cadences.c.version.in_(_OPEN.with_only_columns(enrollments.c.version)))
    .order_by(cadences.c.version)
)
_THOSE = (
    _OPEN.where(among(enrollments.c.version, "versions"))
    .order_by(enrollments.c.number.desc())
    .limit(COLLEAGUES)
)
_TELL = PerDialect(inbox, lambda new: new.on_conflict_do_nothing().returning(inbox.c.enrollment_id))


def colleagues_of(connection: Connection, enrollment_id: str) -> Sequence[str]:
    """The open enrollments of others of its account whose cadence does something, the latest."""
    found = connection.execute(_CADENCES, {"enrollment": enrollment_id})
    versions = [row.version for row in found if _hears(row.body)]
    if not versions:
        return ()
    return connection.scalars(_THOSE, {"enrollment": enrollment_id, "versions": versions}).all()


def tell(connection: Connection, event: InboundEvent, enrollment_ids: Sequence[str]) -> None:
    """Store for each, whose row is locked, that a colleague has answered; their touches wait.

    What that means their plan says: the fact that their run records lets the touches go on.
    """
    if not enrollment_ids:
        return
    told = [colleague_event(event, enrollment_id) for enrollment_id in enrollment_ids]
    sources = {one.enrollment_id: one.source_id for one in told}
    rows = [{**_row(one), "verdict": Ingested.ACCEPTED.value} for one in told]
    new = connection.scalars(_TELL.on(connection), rows).all()
    stops.set_stops(connection, [(each, sources[each]) for each in new], event.received_at)


def _row(event: InboundEvent) -> dict[str, object]:
    names = ("provider", "event_id", "fact", "received_at", "raw", "enrollment_id")
    return {name: getattr(event, name) for name in names}


@lru_cache(maxsize=256)
def _hears(body: str) -> bool:
    return hears_of_colleagues(cadence_from_json(body))

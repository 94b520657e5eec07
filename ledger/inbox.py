"""The door for what comes in: match, lock, store, stop, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, exists, select, update
from sqlalchemy.orm import Session

from domain.facts import STOPPING
from domain.ports import InboundEvent, Ingested
from domain.prospects import Prospect
from ledger import facts, prospects, stops, suppressions
from ledger.addresses import EVERY_CHANNEL, address_key
from ledger.details import (
    detail_from_json,
    detail_to_json,
    meeting_timezone_of,
    referral_from_json,
    referral_to_json,
)
from ledger.dialects import PerDialect
from ledger.facts import Standing
from ledger.matching import match
from ledger.records import InboxRow, UnknownEvent, UnmatchedRow
from ledger.schema import enrollments, inbox, pending_stops
from ledger.silencing import silence_at_ingest

SET_ASIDE = "set_aside"
DISCARDED = "discarded"

_INSERT = PerDialect(inbox, lambda new: new.on_conflict_do_nothing().returning(inbox.c.id))
_FIRST = (
    select(inbox.c.enrollment_id, inbox.c.fact, inbox.c.detail, inbox.c.email, inbox.c.phone)
    .add_columns(enrollments.c.prospect_id)
    .outerjoin(enrollments, enrollments.c.id == inbox.c.enrollment_id)
    .where(inbox.c.provider == bindparam("provider"), inbox.c.event_id == bindparam("event_id"))
)
_NAMED = select(inbox.c.enrollment_id, inbox.c.referral).where(
    inbox.c.provider == bindparam("provider"), inbox.c.event_id == bindparam("event_id")
)
_DELIVER = update(inbox).where(inbox.c.id == bindparam("row")).values(closed_at=bindparam("at"))


def ingest(session: Session, event: InboundEvent) -> tuple[Ingested, str | None]:
    """`Ingress.ingest`."""
    standing = _matched(session, event)
    if standing is None and event.is_private:
        return Ingested.UNMATCHED, None
    matched = standing.enrollment_id if standing else None
    verdict = _verdict(standing)
    if not _insert(session, event, matched, verdict):
        return Ingested.DUPLICATE, _told_again(session, event)
    if standing is not None and verdict is Ingested.ACCEPTED:
        _stop(session, standing, event)
    if standing is not None and (zone := meeting_timezone_of(event)):
        prospects.keep_meeting_timezone(session, standing.prospect_id, zone)
    _suppress(session, standing.prospect_id if standing else None, event, verdict)
    return verdict, matched


def source_id(event: InboundEvent) -> str:
    """The business key under which the workflow records the event; a provider has no slash."""
    return f"{event.provider}/{event.event_id}"


def undelivered(session: Session, limit: int) -> tuple[InboxRow, ...]:
    """Accepted events that their workflows have not been told, the oldest first."""
    names = ("id", "provider", "event_id", "fact", "received_at", "detail")
    query = (
        select(*(inbox.c[name] for name in names), inbox.c.enrollment_id, enrollments.c.workflow_id)
        .join(enrollments, enrollments.c.id == inbox.c.enrollment_id)
        .where(inbox.c.verdict == Ingested.ACCEPTED.value, inbox.c.closed_at.is_(None))
        .order_by(inbox.c.id)
        .limit(limit)
    )
    return tuple(_inbox_row(row) for row in session.execute(query).mappings())


def referral_of(session: Session, enrollment_id: str, source: str) -> Prospect | None:
    """The person whom this event of the enrollment names as the right one."""
    provider, _, event_id = source.partition("/")
    wanted = {"provider": provider, "event_id": event_id}
    row = session.execute(_NAMED, wanted).one_or_none()
    if row is None or row.enrollment_id != enrollment_id or row.referral is None:
        return None
    return referral_from_json(row.referral)


def unmatched(session: Session) -> tuple[UnmatchedRow, ...]:
    """Events that fit nobody and that no person has looked at, the oldest first."""
    names = ("id", "provider", "event_id", "fact", "received_at", "message_id", "email", "phone")
    query = (
        select(*(inbox.c[name] for name in names))
        .where(inbox.c.verdict == Ingested.UNMATCHED.value, inbox.c.closed_at.is_(None))
        .order_by(inbox.c.id)
    )
    return tuple(UnmatchedRow(**row) for row in session.execute(query).mappings())


def delivered(session: Session, inbox_id: int, at: datetime) -> None:
    """The workflow has been told; its stop stays until the workflow has recorded the fact."""
    session.execute(_DELIVER, {"row": inbox_id, "at": at})


def redeliver(session: Session, before: datetime) -> int:
    """Open again what a run was told and has lost: its stop has outlived the delivery."""
    is_stopping = exists().where(
        pending_stops.c.enrollment_id == inbox.c.enrollment_id,
        pending_stops.c.source_id == inbox.c.provider + "/" + inbox.c.event_id,
    )
    opening = (
        update(inbox)
        .where(inbox.c.verdict == Ingested.ACCEPTED.value, inbox.c.closed_at < before, is_stopping)
        .values(closed_at=None)
        .returning(inbox.c.id)
    )
    return len(session.execute(opening).all())


def close(session: Session, inbox_id: int, verdict: str, reason: str | None, at: datetime) -> None:
    """Nobody will be told; the stop goes with it. Raises `UnknownEvent`."""
    closing = (
        update(inbox)
        .where(inbox.c.id == inbox_id)
        .values(verdict=verdict, reason=reason, closed_at=at)
        .returning(inbox.c.provider, inbox.c.event_id, inbox.c.enrollment_id)
    )
    row = session.execute(closing).one_or_none()
    if row is None:
        raise UnknownEvent(f"there is no event {inbox_id} in the inbox")
    if row.enrollment_id:
        stops.clear_stops(session, row.enrollment_id, [f"{row.provider}/{row.event_id}"])


def _inbox_row(row: RowMapping) -> InboxRow:
    detail = detail_from_json(row["detail"]) if row["detail"] else None
    return InboxRow(**{**row, "detail": detail})


def _matched(session: Session, event: InboundEvent) -> Standing | None:
    """The enrollment that the event is about, its row locked."""
    matched = match(session, event)
    standing = facts.lock(session, matched) if matched else None
    if standing is None or not standing.fold.state.is_ended:
        return standing
    # It may have ended, and the next begun, while we waited for its row.
    present = match(session, event)
    return standing if present in (None, matched) else facts.lock(session, present)


def _verdict(standing: Standing | None) -> Ingested:
    if standing is None:
        return Ingested.UNMATCHED
    return Ingested.TOO_LATE if standing.fold.state.is_ended else Ingested.ACCEPTED


def _insert(session: Session, event: InboundEvent, matched: str | None, verdict: Ingested) -> bool:
    """False where the event is there already, be it by another process a moment ago."""
    row = {
        **{name: given for name, given in vars(event).items() if name in inbox.c},
        "enrollment_id": matched,
        "verdict": verdict.value,
        "detail": detail_to_json(event.detail) if event.detail else None,
        "referral": referral_to_json(event.referral) if event.referral else None,
    }
    return session.execute(_INSERT.on(session), row).first() is not None


def _stop(session: Session, standing: Standing, event: InboundEvent) -> None:
    """No stop for a fact that is recorded already: nothing would ever clear it."""
    source = source_id(event)
    if event.fact in STOPPING and source not in standing.fold.state.sources:
        stops.set_stop(session, standing.enrollment_id, source, event.received_at)


def _told_again(session: Session, event: InboundEvent) -> str | None:
    """The enrollment that the event was matched to when it came first; what it said then counts.

    Who opts out once more may have been taken off the list of suppressions in between.
    """
    wanted = {"provider": event.provider, "event_id": event.event_id}
    first = session.execute(_FIRST, wanted).one()
    detail = detail_from_json(first.detail) if first.detail else None
    said = replace(event, fact=first.fact, detail=detail, email=first.email, phone=first.phone)
    _suppress(session, first.prospect_id, said, Ingested.DUPLICATE)
    enrollment_id: str | None = first.enrollment_id
    return enrollment_id


def _suppress(
    session: Session, prospect_id: str | None, event: InboundEvent, verdict: Ingested
) -> None:
    silence = silence_at_ingest(event, verdict)
    if silence is None:
        return
    heard, at = source_id(event), event.received_at
    if prospect_id is not None:
        suppressions.suppress(session, prospect_id, silence, heard, at)
        return
    addresses = tuple(address_key(given) for given in (event.email, event.phone) if given)
    suppressions.suppress_addresses(session, addresses, EVERY_CHANNEL, heard, at)

"""The door for what comes in: match, lock, store, stop, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select

from domain.facts import INBOUND, STOPPING, InboundFact, inbound_fact
from domain.people.prospects import Prospect
from domain.ports import InboundEvent, Ingested
from ledger import facts, prospects, stops, suppressions
from ledger.database.dialects import PerDialect
from ledger.facts import Standing
from ledger.inbound import deals
from ledger.inbound.candidates import candidates_for
from ledger.inbound.clicks import judged_click
from ledger.inbound.colleagues import tell
from ledger.inbound.deals import deal_of
from ledger.inbound.matching import About, about
from ledger.records import DealTold
from ledger.rules.addresses import EVERY_CHANNEL, address_key
from ledger.rules.details import (
    detail_from_json,
    detail_to_json,
    meeting_timezone_of,
    referral_from_json,
    referral_to_json,
)
from ledger.rules.silencing import silence_at_ingest
from ledger.schema import enrollments, inbox

# What waits until somebody has said whom it is about.
FOR_A_PERSON = (Ingested.UNMATCHED, Ingested.WEAK)
# The events that a person has to say of whom they are about.
IS_FOR_A_PERSON = and_(
    inbox.c.verdict.in_([verdict.value for verdict in FOR_A_PERSON]), inbox.c.closed_at.is_(None)
)

_INSERT = PerDialect(inbox, lambda new: new.on_conflict_do_nothing().returning(inbox.c.id))
_FIRST = (
    select(inbox.c.enrollment_id, inbox.c.fact, inbox.c.detail, inbox.c.email, inbox.c.phone)
    .add_columns(enrollments.c.prospect_id)
    .outerjoin(
        enrollments,
        (enrollments.c.id == inbox.c.enrollment_id) & (inbox.c.verdict != Ingested.WEAK.value),
    )
    .where(inbox.c.provider == bindparam("provider"), inbox.c.event_id == bindparam("event_id"))
)
_NAMED = select(inbox.c.enrollment_id, inbox.c.referral).where(
    inbox.c.provider == bindparam("provider"), inbox.c.event_id == bindparam("event_id")
)


def ingest(connection: Connection, event: InboundEvent) -> tuple[Ingested, str | None]:
    """`Ingress.ingest`."""
    if deal := deal_of(event):
        return _ingest_deal(connection, event, deal)
    found = about(connection, event)
    if found is None:
        return _ingest_for_a_person(connection, event)
    judged = judged_click(connection, event, found.enrollment_id)
    if not _insert(connection, judged, found.enrollment_id, found.verdict):
        return Ingested.DUPLICATE, _told_again(connection, event)
    take(connection, found, judged)
    return found.verdict, found.enrollment_id


def take(connection: Connection, found: About, event: InboundEvent) -> None:
    """What follows at once from an event that is in the inbox with its enrollment."""
    standing = found.standing
    if found.verdict is Ingested.ACCEPTED:
        _stop(connection, standing, event)
        tell(connection, event, found.colleagues)
    if late := late_fact(event, found.verdict):
        facts.write(connection, standing, [late])
    if zone := meeting_timezone_of(event):
        prospects.keep_meeting_timezone(connection, standing.prospect_id, zone)
    _suppress(connection, standing.prospect_id, event, found.verdict)


def late_fact(event: InboundEvent, verdict: Ingested) -> InboundFact | None:
    """What came after the end is recorded here, as no run hears of it any more."""
    if verdict is not Ingested.TOO_LATE or event.fact not in INBOUND:
        return None
    return inbound_fact(event.fact, event.received_at, event.source_id, event.detail)


def referral_of(connection: Connection, enrollment_id: str, source: str) -> Prospect | None:
    """The person whom this event of the enrollment names as the right one."""
    provider, _, event_id = source.partition("/")
    wanted = {"provider": provider, "event_id": event_id}
    row = connection.execute(_NAMED, wanted).one_or_none()
    if row is None or row.enrollment_id != enrollment_id or row.referral is None:
        return None
    return referral_from_json(row.referral)


def _ingest_deal(
    connection: Connection, event: InboundEvent, deal: DealTold
) -> tuple[Ingested, str | None]:
    """Recorded here, as no run has to hear of it; a CRM also tells of people who never came."""
    deals.lock_deals(connection)
    enrollment_id = deals.whose(connection, deal)
    verdict = Ingested.ACCEPTED if enrollment_id else Ingested.UNMATCHED
    if not _insert(connection, event, enrollment_id, verdict, closed_at=event.received_at):
        return Ingested.DUPLICATE, enrollment_id
    deals.take(connection, deal)
    return verdict, enrollment_id


def _ingest_for_a_person(
    connection: Connection, event: InboundEvent
) -> tuple[Ingested, str | None]:
    """Keep what fits nobody for sure; those whom it may be about wait until a person has said."""
    likely = facts.lock_all(connection, candidates_for(connection, event))
    if event.is_private and not likely:
        return Ingested.UNMATCHED, None
    verdict = Ingested.WEAK if likely else Ingested.UNMATCHED
    likeliest = next(iter(likely), None)
    if not _insert(connection, event, likeliest, verdict):
        return Ingested.DUPLICATE, _told_again(connection, event)
    source = event.source_id
    stops.set_stops(
        connection, [(enrollment_id, source) for enrollment_id in likely], event.received_at
    )
    _suppress(connection, None, event, verdict)
    return verdict, likeliest


def _insert(
    connection: Connection,
    event: InboundEvent,
    matched: str | None,
    verdict: Ingested,
    closed_at: datetime | None = None,
) -> bool:
    """False where the event is there already, be it by another process a moment ago."""
    row = {
        **{name: given for name, given in vars(event).items() if name in inbox.c},
        "enrollment_id": matched,
        "verdict": verdict.value,
        "closed_at": closed_at,
        "detail": detail_to_json(event.detail) if event.detail else None,
        "referral": referral_to_json(event.referral) if event.referral else None,
    }
    # Most of an event's columns are empty, and each that is named costs its share.
    given = {name: value for name, value in row.items() if value is not None}
    return connection.execute(_INSERT.on(connection), given).first() is not None


def _stop(connection: Connection, standing: Standing, event: InboundEvent) -> None:
    """No stop for a fact that is recorded already: nothing would ever clear it."""
    source = event.source_id
    if event.fact in STOPPING and source not in standing.fold.state.sources:
        stops.set_stop(connection, standing.enrollment_id, source, event.received_at)


def _told_again(connection: Connection, event: InboundEvent) -> str | None:
    """The enrollment that the event was matched to when it came first; what it said then counts.

    Who opts out once more may have been taken off the list of suppressions in between.
    """
    wanted = {"provider": event.provider, "event_id": event.event_id}
    first = connection.execute(_FIRST, wanted).one()
    detail = detail_from_json(first.detail) if first.detail else None
    said = replace(event, fact=first.fact, detail=detail, email=first.email, phone=first.phone)
    _suppress(connection, first.prospect_id, said, Ingested.DUPLICATE)
    enrollment_id: str | None = first.enrollment_id
    return enrollment_id


def _suppress(
    connection: Connection, prospect_id: str | None, event: InboundEvent, verdict: Ingested
) -> None:
    silence = silence_at_ingest(event, verdict)
    if silence is None:
        return
    heard, at = event.source_id, event.received_at
    if prospect_id is not None:
        suppressions.suppress(connection, prospect_id, silence, heard, at)
    if prospect_id is not None and silence != "opt_out":
        return
    # Whoever asks is heard, too, should the event name somebody else.
    addresses = tuple(address_key(given) for given in (event.email, event.phone) if given)
    suppressions.suppress_addresses(connection, addresses, EVERY_CHANNEL, heard, at)

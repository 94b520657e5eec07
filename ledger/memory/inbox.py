"""The inbox in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from domain.facts import STOPPING
from domain.ports import InboundEvent, Ingested
from ledger.inbound.deals import deal_of
from ledger.inbound.inbox import late_fact
from ledger.memory import deals
from ledger.memory.answering import candidates, judged_click, tell_colleagues
from ledger.memory.state import Arrived, Kept, Memory
from ledger.records import DealTold
from ledger.rules.addresses import EVERY_CHANNEL, address_key, message_id_forms
from ledger.rules.answering import is_answer
from ledger.rules.details import meeting_timezone_of
from ledger.rules.silencing import asks_in_own_name, silence_at_ingest


def ingest(memory: Memory, event: InboundEvent) -> tuple[Ingested, str | None]:
    """`Ingress.ingest`."""
    name = (event.provider, event.event_id)
    if first := memory.inbox.get(name):
        known = None if first.verdict == Ingested.WEAK else _of(memory, first)
        _suppress(memory, known, first.event, Ingested.DUPLICATE)
        return Ingested.DUPLICATE, first.enrollment_id
    if deal := deal_of(event):
        return _ingest_deal(memory, event, deal)
    kept = match(memory, event)
    likely = [] if kept else candidates(memory, event)
    if event.is_private and not (kept or likely):
        return Ingested.UNMATCHED, None
    about = kept or next(iter(likely), None)
    verdict = verdict_of(kept) if kept else Ingested.WEAK if likely else Ingested.UNMATCHED
    judged = judged_click(memory, event, kept)
    matched = about.enrollment_id if about else None
    memory.inbox[name] = Arrived(len(memory.inbox) + 1, judged, matched, verdict.value)
    for one in likely:
        one.stops.add(event.source_id)
    if kept:
        take(memory, kept, judged)
    else:
        _suppress(memory, None, event, verdict)
    return verdict, matched


def _ingest_deal(
    memory: Memory, event: InboundEvent, deal: DealTold
) -> tuple[Ingested, str | None]:
    kept, number, closed_at = deals.whose(memory, deal), len(memory.inbox) + 1, event.received_at
    verdict, matched = Ingested.UNMATCHED, None
    if kept:
        verdict, matched = Ingested.ACCEPTED, kept.enrollment_id
    arrived = Arrived(number, event, matched, verdict.value, closed_at)
    memory.inbox[event.provider, event.event_id] = arrived
    deals.take(memory, deal)
    return verdict, matched


def take(memory: Memory, kept: Kept, event: InboundEvent) -> None:
    """What follows at once from an event that is in the inbox with its enrollment."""
    verdict = verdict_of(kept)
    if verdict is Ingested.ACCEPTED:
        if event.fact in STOPPING:
            kept.stops |= {event.source_id} - kept.projection.fold.state.sources
        if is_answer(event):
            tell_colleagues(memory, kept, event)
    if late := late_fact(event, verdict):
        memory.append(kept, [late])
    if zone := meeting_timezone_of(event):
        person = memory.prospects[kept.prospect_id]
        memory.prospects[person.id] = replace(person, meeting_timezone=zone)
    _suppress(memory, kept, event, verdict)


def match(memory: Memory, event: InboundEvent) -> Kept | None:
    """The enrollment that the clues lead to, by the rules of `matching.match`."""
    own = _by_email(memory, event.email) if asks_in_own_name(event) else []
    if own:
        return own[0]
    if named := memory.enrollments.get(event.enrollment_id or ""):
        if event.fact in STOPPING and not named.is_open:
            return next(iter(_open_of(memory, {named.prospect_id})), named)
        return named
    found = [
        *_by_message(memory, event.message_id),
        *_by_email(memory, event.email),
        *_by_phone(memory, event.phone),
    ]
    return next(iter(sorted(found, key=lambda kept: not kept.is_open)), None)


def clear_source(memory: Memory, source: str) -> None:
    """The event means nothing, whomever it had stopped."""
    for kept in memory.enrollments.values():
        kept.stops.discard(source)


def verdict_of(kept: Kept) -> Ingested:
    """What becomes of an event that is about this enrollment."""
    return Ingested.ACCEPTED if kept.is_open else Ingested.TOO_LATE


def _of(memory: Memory, one: Arrived) -> Kept | None:
    return memory.enrollments.get(one.enrollment_id or "")


def _suppress(memory: Memory, kept: Kept | None, event: InboundEvent, verdict: Ingested) -> None:
    silence = silence_at_ingest(event, verdict)
    if silence is None:
        return
    heard, at = event.source_id, event.received_at
    if kept:
        memory.suppress(kept.prospect_id, silence, heard, at)
    if kept and silence != "opt_out":
        return
    addresses = [address_key(address) for address in (event.email, event.phone) if address]
    memory.suppress_addresses(addresses, EVERY_CHANNEL, heard, at)


def _by_message(memory: Memory, message_id: str | None) -> list[Kept]:
    if not message_id:
        return []
    forms = message_id_forms(message_id)
    answered = [
        kept
        for kept in memory.enrollments.values()
        if any(frozen.claim.message_id in forms for frozen in kept.claims.values())
    ]
    return [*answered, *_open_of(memory, {kept.prospect_id for kept in answered})]


def _open_of(memory: Memory, prospects: Collection[str]) -> list[Kept]:
    """Their open enrollments, the latest first."""
    present = [k for k in memory.enrollments.values() if k.is_open and k.prospect_id in prospects]
    return sorted(present, key=lambda kept: kept.enrolled_at, reverse=True)


def _by_email(memory: Memory, email: str | None) -> list[Kept]:
    """The latest first; an open one comes before all that have ended."""
    key = address_key(email) if email else None
    theirs = {
        person.id
        for person in memory.prospects.values()
        if key and person.email and address_key(person.email) == key
    }
    return _present_of(memory, theirs)


def _by_phone(memory: Memory, phone: str | None) -> list[Kept]:
    """Nothing where colleagues share the telephone."""
    theirs = {who.id for who in memory.prospects.values() if phone and who.phone == phone}
    return _present_of(memory, theirs) if len(theirs) == 1 else []


def _present_of(memory: Memory, prospects: Collection[str]) -> list[Kept]:
    """The latest, an open one before those that have ended."""
    found = [kept for kept in memory.enrollments.values() if kept.prospect_id in prospects]
    return sorted(found, key=lambda kept: (kept.is_open, kept.enrolled_at), reverse=True)[:1]

"""What an answer and a click mean beyond the event itself, in memory."""

from __future__ import annotations

from datetime import datetime

from domain.mailboxes import domain_of
from domain.people.prospects import Prospect
from domain.ports import InboundEvent, Ingested
from ledger.inbound.clicks import judged
from ledger.memory.state import Arrived, Kept, Memory
from ledger.rules.answering import (
    CANDIDATES,
    COLLEAGUES,
    colleague_event,
    hears_of_colleagues,
    likely_domain,
)
from ledger.rules.fencing import STARTED


def candidates(memory: Memory, event: InboundEvent) -> list[Kept]:
    """The open enrollments of the sender's account, those first that were touched last."""
    domain = likely_domain(event)
    likely = [
        kept
        for kept in memory.enrollments.values()
        if domain and kept.is_open and _belongs_to(memory.prospects[kept.prospect_id], domain)
    ]
    by_touch = sorted(enumerate(likely), key=lambda one: (_touched_at(one[1]), one[0]))
    return [kept for _, kept in reversed(by_touch)][:CANDIDATES]


def _belongs_to(person: Prospect, domain: str) -> bool:
    return domain in (person.account, domain_of(person.email or ""))


def _touched_at(kept: Kept) -> datetime:
    touches = kept.projection.fold.state.touches.values()
    return max((t.started_at for t in touches if t.started_at), default=kept.enrolled_at)


def tell_colleagues(memory: Memory, kept: Kept, event: InboundEvent) -> None:
    """By the rules of `colleagues`."""
    for other in _colleagues_of(memory, kept)[:COLLEAGUES]:
        told = colleague_event(event, other.enrollment_id)
        arrived = Arrived(len(memory.inbox) + 1, told, other.enrollment_id, Ingested.ACCEPTED.value)
        if memory.inbox.setdefault((told.provider, told.event_id), arrived) is arrived:
            other.stops.add(arrived.source_id)


def _colleagues_of(memory: Memory, kept: Kept) -> list[Kept]:
    me = memory.prospects[kept.prospect_id]
    open_ones = [one for one in reversed(memory.enrollments.values()) if one.is_open]
    return [
        one
        for one in open_ones
        if me.account and memory.prospects[one.prospect_id].account == me.account
        if one.prospect_id != me.id and hears_of_colleagues(memory.cadences[one.version])
    ]


def judged_click(memory: Memory, event: InboundEvent, kept: Kept | None) -> InboundEvent:
    """By the rules of `clicks`."""
    if kept is None or event.clicked_at is None or event.detail is None:
        return event
    claim = kept.claims.get(event.detail.step or "")
    sent_at = claim.at if claim and claim.claim.state in STARTED else None
    theirs = (one for one in memory.inbox.values() if one.enrollment_id == kept.enrollment_id)
    others = [one.event.clicked_at for one in theirs if one.event.clicked_at]
    return judged(event, event.clicked_at, sent_at, others)

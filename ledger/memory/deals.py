"""What a CRM tells of opportunities, in memory."""

from __future__ import annotations

from ledger.inbound.deals import fact_of, keys_of
from ledger.memory.state import Kept, Memory
from ledger.records import DealTaken, DealTold
from ledger.rules.addresses import address_key


def take(memory: Memory, deal: DealTold) -> DealTaken:
    """`deals.take`."""
    kept, fact = whose(memory, deal), fact_of(deal)
    if kept is None:
        return DealTaken.UNMATCHED
    is_known = any(known.key == fact.key for known in kept.facts)
    if not is_known:
        memory.append(kept, [fact])
    return DealTaken.KNOWN if is_known else DealTaken.RECORDED


def whose(memory: Memory, deal: DealTold) -> Kept | None:
    """`deals.whose`."""
    everyone, keys = memory.enrollments.values(), set(keys_of(deal))
    having = [
        (fact.at, kept.enrollment_id)
        for kept in everyone
        for fact in kept.facts
        if fact.key in keys
    ]
    if having:
        return memory.enrollments[min(having)[1]]
    if deal.enrollment in memory.enrollments:
        return memory.enrollments[deal.enrollment]
    wanted = address_key(deal.email) if deal.email else None
    theirs = [
        kept
        for kept in everyone
        if wanted is not None
        and address_key(memory.prospects[kept.prospect_id].email or "") == wanted
        and kept.enrolled_at <= deal.at
    ]
    return max(reversed(theirs), key=lambda kept: kept.enrolled_at, default=None)

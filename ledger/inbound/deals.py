"""What a CRM tells of opportunities: once for each of its ids, and by one person's enrollment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from domain.facts import DEALS, STAGES, DealFact
from domain.ports import InboundEvent
from ledger import facts
from ledger.database.among import among
from ledger.database.dialects import lock_deed
from ledger.records import DealTaken, DealTold
from ledger.rules.addresses import address_key
from ledger.schema import HAS_DEAL, enrollments, prospects
from ledger.schema import facts as facts_table

# With the words of the index, without which SQLite does not use it.
_HAVING = (
    select(facts_table.c.enrollment_id)
    .where(HAS_DEAL, among(facts_table.c.key, "keys"))
    .order_by(facts_table.c.at)
    .limit(1)
)
_NAMED = select(enrollments.c.id).where(enrollments.c.id == bindparam("named"))
_LAST_OF = (
    select(enrollments.c.id)
    .join(prospects, prospects.c.id == enrollments.c.prospect_id)
    .where(
        prospects.c.email_key == bindparam("email"), enrollments.c.enrolled_at <= bindparam("at")
    )
    .order_by(enrollments.c.enrolled_at.desc(), enrollments.c.number.desc())
    .limit(1)
)


def deal_of(event: InboundEvent) -> DealTold | None:
    """What an event says of an opportunity, where it is about one."""
    detail = event.detail
    if event.fact not in DEALS or detail is None or detail.opportunity is None:
        return None
    at = detail.happened_at or event.received_at
    stage = DEALS[event.fact]
    return DealTold(detail.opportunity, stage, at, event.enrollment_id, event.email)


def fact_of(deal: DealTold) -> DealFact:
    """The fact that says so."""
    return STAGES[deal.stage](at=deal.at, opportunity=deal.opportunity)


def keys_of(deal: DealTold) -> list[str]:
    """The keys of all that can be told of this opportunity."""
    return [kind(at=deal.at, opportunity=deal.opportunity).key for kind in STAGES.values()]


def tell(connection: Connection, deals: Sequence[DealTold]) -> tuple[DealTaken, ...]:
    """`tell_deals` of the ledger: all or nothing is written."""
    return tuple(take(connection, deal) for deal in deals)


def take(connection: Connection, deal: DealTold) -> DealTaken:
    """Record it where it belongs; what became of it."""
    lock_deals(connection)
    enrollment_id = whose(connection, deal)
    if enrollment_id is None:
        return DealTaken.UNMATCHED
    standing, fact = facts.lock(connection, enrollment_id), fact_of(deal)
    if facts.known_facts(connection, enrollment_id, [fact.key]):
        return DealTaken.KNOWN
    facts.write(connection, standing, [fact])
    return DealTaken.RECORDED


def lock_deals(connection: Connection) -> None:
    """One tells at a time: of two contacts of a new opportunity both would seem to be its first."""
    lock_deed(connection, "deals")


def whose(connection: Connection, deal: DealTold) -> str | None:
    """The one that has the opportunity already, else the one named, else the person's last."""
    if having := connection.scalar(_HAVING, {"keys": keys_of(deal)}):
        return str(having)
    if deal.enrollment and (named := connection.scalar(_NAMED, {"named": deal.enrollment})):
        return str(named)
    if not deal.email:
        return None
    wanted = {"email": address_key(deal.email), "at": deal.at}
    last: str | None = connection.scalar(_LAST_OF, wanted)
    return last

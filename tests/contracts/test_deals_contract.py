"""What a CRM tells of opportunities: recorded once, where it belongs, and moving nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.analytics.asking import question_of
from domain.analytics.reports import REPORTS
from domain.facts import Detail, OpportunityOpened, OpportunityWon
from domain.ports import Ingested
from ledger.counts.reporting import answer
from ledger.records import DealTaken, DealTold
from tests.builders import a_prospect
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    an_enrolled,
    an_event,
    ended,
    row_of,
    somebody,
)

AT = MONDAY + 7 * DAY


def a_deal(stage: str = "opened", opportunity: str = "006A", **whose: str) -> DealTold:
    return DealTold(opportunity, stage, AT, **(whose or {"email": "Ada@example.com "}))


async def opportunities(ledger: AnyLedger, enrolled: str) -> list[str]:
    _, _, facts = await ledger.enrollment(enrolled)
    return [one.key for one in facts if one.key.startswith("opportunity/")]


async def funnel(ledger: AnyLedger) -> list[int]:
    days = (None, None)
    question = question_of("funnel", "", {}, days, today=AT.date() + timedelta(days=90))
    table = await answer(ledger, question)
    return [table.total.counts[name] for name in REPORTS["funnel"].shown]


async def test_an_opportunity_is_recorded_once(ledger: AnyLedger) -> None:
    """By the CRM's id and stage; told again, and beside itself, nothing is added."""
    enrolled = await an_enrolled(ledger)

    taken = await ledger.tell_deals([a_deal(), a_deal(), a_deal("won")])
    again = await ledger.tell_deals([a_deal("won")])

    assert taken == (DealTaken.RECORDED, DealTaken.KNOWN, DealTaken.RECORDED)
    assert again == (DealTaken.KNOWN,)
    keys = ["opportunity/006A/opened", "opportunity/006A/won"]
    assert await opportunities(ledger, enrolled) == keys
    assert await funnel(ledger) == [1, 1, 0, 1, 1]


async def test_it_moves_no_cadence_and_comes_after_the_end_too(ledger: AnyLedger) -> None:
    """The state stays as it was, before the end as after it, and the fact is kept."""
    enrolled = await an_enrolled(ledger)
    before = (await row_of(ledger, enrolled)).state
    await ledger.tell_deals([a_deal()])
    assert (await row_of(ledger, enrolled)).state == before
    await ledger.append(enrolled, [ended(then=None)])

    assert await ledger.tell_deals([a_deal("won")]) == (DealTaken.RECORDED,)

    assert (await row_of(ledger, enrolled)).state == "finished"
    _, _, facts = await ledger.enrollment(enrolled)
    assert facts[-1].fact == OpportunityWon(at=AT, opportunity="006A")
    assert (await ledger.ticket(enrolled)).state.is_ended


async def test_it_stays_with_the_enrollment_that_has_it(ledger: AnyLedger) -> None:
    """Whoever the CRM names as contact later."""
    first = await an_enrolled(ledger)
    other = await an_enrolled(ledger, somebody(1))
    await ledger.tell_deals([a_deal(enrollment=first)])

    taken = await ledger.tell_deals([a_deal("won", enrollment=other), a_deal(enrollment=other)])

    assert taken == (DealTaken.RECORDED, DealTaken.KNOWN)
    assert await opportunities(ledger, other) == []
    assert len(await opportunities(ledger, first)) == 2


async def test_of_contacts_that_are_told_at_once_one_has_it(ledger: AnyLedger) -> None:
    """A CRM tells of each contact of an opportunity, and they all tell of one."""
    people = [somebody(number) for number in range(8)]
    enrolled = [await an_enrolled(ledger, person) for person in people]
    deals = [
        a_deal(opportunity=f"006{number}", email=str(person.email))
        for number in range(8)
        for person in people
    ]

    await asyncio.gather(*(ledger.tell_deals([deal]) for deal in deals))

    keys = [key for each in enrolled for key in await opportunities(ledger, each)]
    assert sorted(keys) == [f"opportunity/006{number}/opened" for number in range(8)]


async def test_it_is_of_the_enrollment_that_was_last_when_it_happened(ledger: AnyLedger) -> None:
    """Not of one that began only afterwards, nor of somebody who came later still."""
    first = await an_enrolled(ledger)
    await ledger.append(first, [ended(then=None)])
    (second,) = await ledger.enroll([a_prospect()], "introduction", AT + DAY, True)
    assert not isinstance(second, str)
    await an_enrolled(ledger, somebody(1))

    early = DealTold("006B", "opened", MONDAY - DAY, email="ada@example.com")
    taken = await ledger.tell_deals([a_deal(), early, a_deal(opportunity="006C", email="no@x.y")])

    assert taken == (DealTaken.RECORDED, DealTaken.UNMATCHED, DealTaken.UNMATCHED)
    assert await opportunities(ledger, first) == ["opportunity/006A/opened"]


@pytest.mark.parametrize("happened_at", [None, AT])
async def test_an_event_of_the_crm_needs_no_run(ledger: AnyLedger, happened_at: object) -> None:
    """It is recorded with the event, told to nobody, and the same event again is a duplicate."""
    enrolled = await an_enrolled(ledger)
    detail = Detail(opportunity="006A", happened_at=happened_at)  # type: ignore[arg-type]  # -- one of two
    event = an_event("opportunity_opened", email="ada@example.com", detail=detail)

    assert await ledger.ingest(event) == (Ingested.ACCEPTED, enrolled)
    assert await ledger.ingest(event) == (Ingested.DUPLICATE, enrolled)

    _, _, facts = await ledger.enrollment(enrolled)
    at = happened_at or MONDAY + HOUR
    assert facts[-1].fact == OpportunityOpened(at=at, opportunity="006A")  # type: ignore[arg-type]  # -- likewise
    assert await ledger.undelivered() == ()


async def test_an_opportunity_of_nobody_waits_for_nobody(ledger: AnyLedger) -> None:
    """A CRM tells of people, too, who never were in a cadence: they are no work for a person."""
    detail = Detail(opportunity="006A")
    event = an_event("opportunity_won", email="stranger@example.com", detail=detail)

    assert await ledger.ingest(event) == (Ingested.UNMATCHED, None)

    assert await ledger.waiting() == ()

"""An answer of which only the sender's domain fits: it stops, and a person says whose it is."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import UnknownEnrollment
from domain.facts import Detail, EnrollmentEnded, ReplyReceived, TouchPerformed
from domain.ports import Ingested, Refusal
from ledger.records import EventNotWaiting, NoCandidate, UnknownEvent
from ledger.rules.answering import CANDIDATES
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    a_claim,
    a_request,
    an_enrolled,
    an_event,
    row_of,
    somebody,
)

AT = MONDAY + HOUR
STRANGER = {"email": "cy@example.com"}


async def stands_still(ledger: AnyLedger, enrollment_id: str) -> bool:
    return await ledger.reserve(a_request(enrollment_id)) is Refusal.STOP_PENDING


@pytest.mark.parametrize("fact", ["reply", "meeting_booked"])
async def test_an_answer_from_the_domain_waits_for_a_person(ledger: AnyLedger, fact: str) -> None:
    """It is listed with whom it is likely about, whose touches wait; no run is told."""
    enrolled = await an_enrolled(ledger)

    verdict = await ledger.ingest(an_event(fact, **STRANGER))

    (row,) = await ledger.waiting()
    assert verdict == (Ingested.WEAK, enrolled)
    assert (row.email, row.enrollment_id) == ("cy@example.com", enrolled)
    assert await ledger.undelivered(10) == ()
    assert await stands_still(ledger, enrolled)


async def test_an_account_named_by_its_domain_fits_too(ledger: AnyLedger) -> None:
    """Whoever is written to elsewhere belongs to the account all the same."""
    elsewhere = somebody(1, account="northwind.example")
    enrolled = await an_enrolled(ledger, elsewhere)

    assert await ledger.ingest(an_event(email="Cy@Northwind.example")) == (Ingested.WEAK, enrolled)


@pytest.mark.parametrize("fact", ["bounce", "opt_out", "engagement", "meeting_canceled"])
async def test_nothing_else_stops_on_a_guess(ledger: AnyLedger, fact: str) -> None:
    """What is no answer fits by its address or not at all."""
    enrolled = await an_enrolled(ledger)

    verdict, _ = await ledger.ingest(an_event(fact, **STRANGER))

    assert verdict is Ingested.UNMATCHED
    await a_claim(ledger, enrolled)


@pytest.mark.parametrize("reply_class", ["out_of_office", "automatic"])
async def test_a_machine_stops_nobody_on_a_guess(ledger: AnyLedger, reply_class: str) -> None:
    """A receipt from the domain is listed, and the people there are written to as before."""
    enrolled = await an_enrolled(ledger)

    verdict, _ = await ledger.ingest(an_event(detail=Detail(reply_class=reply_class), **STRANGER))

    assert verdict is Ingested.UNMATCHED
    await a_claim(ledger, enrolled)


async def test_free_mail_is_no_account(ledger: AnyLedger) -> None:
    """Two people with a mailbox of the same provider have nothing in common."""
    await an_enrolled(ledger, somebody(1, account="gmail.com"))

    assert await ledger.ingest(an_event(email="cy@gmail.com")) == (Ingested.UNMATCHED, None)


async def test_what_has_ended_is_no_candidate(ledger: AnyLedger) -> None:
    """Nobody is left whom the answer could stop."""
    enrolled = await an_enrolled(ledger)
    await ledger.append(enrolled, [EnrollmentEnded(at=AT, state="finished", reason="manual")])

    assert await ledger.ingest(an_event(**STRANGER)) == (Ingested.UNMATCHED, None)


async def test_only_those_touched_last_wait(ledger: AnyLedger) -> None:
    """A guess never stops a whole account; the likeliest is who was written to last."""
    ids = [await an_enrolled(ledger, somebody(number)) for number in range(CANDIDATES + 2)]
    for number, enrolled in enumerate(ids):
        at = MONDAY + (10 - number) * DAY
        await ledger.append(enrolled, [TouchPerformed(at=at, step="intro")])

    verdict = await ledger.ingest(an_event(**STRANGER))

    assert verdict == (Ingested.WEAK, ids[0])
    waiting = [await ledger.reserve(a_request(each, step="call")) for each in ids]
    stopped = [answer is Refusal.STOP_PENDING for answer in waiting]
    assert stopped == [number < CANDIDATES for number in range(len(ids))]


async def test_a_person_confirms(ledger: AnyLedger) -> None:
    """It is as if it had matched when it came; the others whom it might have been about go on."""
    first, second = [await an_enrolled(ledger, somebody(number)) for number in (1, 2)]
    said = Detail(reply_class="negative")
    await ledger.ingest(an_event(detail=said, **STRANGER))
    (row,) = await ledger.waiting()
    likeliest = row.enrollment_id
    other = ({first, second} - {likeliest}).pop()

    assert await ledger.match_event(row.id, None, AT) == likeliest

    assert await ledger.waiting() == ()
    (told,) = await ledger.undelivered(10)
    assert (told.enrollment_id, told.source_id, told.detail) == (likeliest, "crm/1", said)
    assert await stands_still(ledger, str(likeliest))
    await a_claim(ledger, other)
    again = await ledger.ingest(an_event(**STRANGER))
    assert again == (Ingested.DUPLICATE, likeliest)


async def test_a_person_names_another(ledger: AnyLedger) -> None:
    """What fits nobody at all is given to whoever it is about."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event(email="cy@home.example"))
    (row,) = await ledger.waiting()

    with pytest.raises(NoCandidate):
        await ledger.match_event(row.id, None, AT)
    with pytest.raises(UnknownEnrollment):
        await ledger.match_event(row.id, "e-none", AT)
    assert await ledger.match_event(row.id, enrolled, AT) == enrolled

    assert await stands_still(ledger, enrolled)
    with pytest.raises(UnknownEvent):
        await ledger.match_event(row.id, enrolled, AT)


async def test_what_belongs_to_an_ended_enrollment_is_too_late(ledger: AnyLedger) -> None:
    """It is listed no more, and nobody is told."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event(**STRANGER))
    await ledger.append(enrolled, [EnrollmentEnded(at=AT, state="finished", reason="manual")])
    (row,) = await ledger.waiting()

    assert await ledger.match_event(row.id, None, AT) == enrolled

    assert await ledger.waiting() == ()
    assert await ledger.undelivered(10) == ()


async def test_a_person_discards(ledger: AnyLedger) -> None:
    """Everybody goes on; told again it stays so, and silences nobody."""
    ids = [await an_enrolled(ledger, somebody(number)) for number in (1, 2)]
    out = Detail(reply_class="unsubscribe")
    await ledger.ingest(an_event(detail=out, **STRANGER))
    (row,) = await ledger.waiting()

    await ledger.discard(row.id, AT)

    for enrolled in ids:
        await a_claim(ledger, enrolled)
    assert await ledger.ingest(an_event(detail=out, **STRANGER)) == (Ingested.DUPLICATE, None)
    assert {row.address for row in await ledger.suppressions()} == {"cy@example.com"}


async def test_an_opt_out_that_is_confirmed_counts_for_the_prospect(ledger: AnyLedger) -> None:
    """The prospect whose it is comes onto the list, and not before somebody has said so."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event(detail=Detail(reply_class="unsubscribe"), **STRANGER))
    before = {row.address for row in await ledger.suppressions()}
    (row,) = await ledger.waiting()

    await ledger.match_event(row.id, None, AT)

    after = {row.address for row in await ledger.suppressions()}
    assert before == {"cy@example.com"}
    assert (await row_of(ledger, enrolled)).prospect in after


async def test_a_meeting_of_a_guess_tells_its_zone_when_confirmed(ledger: AnyLedger) -> None:
    """The zone that the invitee gave is the prospect's only once it is theirs."""
    enrolled = await an_enrolled(ledger)
    zone = Detail(timezone="Asia/Tokyo")
    await ledger.ingest(an_event("meeting_booked", detail=zone, **STRANGER))
    before = (await ledger.enrollee(enrolled)).prospect.meeting_timezone
    (row,) = await ledger.waiting()

    await ledger.match_event(row.id, None, AT)

    assert before is None
    assert (await ledger.enrollee(enrolled)).prospect.meeting_timezone == "Asia/Tokyo"


async def test_of_two_who_say_whose_it_is_one_is_heard(ledger: AnyLedger) -> None:
    """The other is told that it waits no longer, and no stop is left that nothing clears."""
    mine, other = [await an_enrolled(ledger, somebody(number)) for number in (1, 2)]
    for number in range(20):
        await ledger.ingest(an_event(event_id=f"{number}", email="nobody@nowhere.example"))

    for row in await ledger.waiting():
        said = await asyncio.gather(
            ledger.match_event(row.id, mine, AT),
            ledger.match_event(row.id, other, AT),
            ledger.discard(row.id, AT),
            return_exceptions=True,
        )
        refused = [type(one) for one in said if isinstance(one, Exception)]
        assert len(refused) == 2
        assert set(refused) <= {UnknownEvent, EventNotWaiting}

    for told in await ledger.undelivered(100):
        reply = ReplyReceived(at=AT, source_id=told.source_id)
        await ledger.append(told.enrollment_id, [reply])
    assert not await stands_still(ledger, mine)
    assert not await stands_still(ledger, other)

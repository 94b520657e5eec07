"""What came in for an enrollment that ended before its run had heard it, on every ledger."""

from __future__ import annotations

from domain.people.prospects import Prospect
from domain.ports import Ingested, Refusal
from ledger.records import Ticket
from tests.builders import a_prospect
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    NURTURE,
    AnyLedger,
    a_claim,
    a_request,
    an_enrolled,
    an_event,
    ended,
    somebody,
    the_follower,
)

AT = MONDAY + HOUR


async def test_what_no_run_has_recorded_goes_with_its_prospect(ledger: AnyLedger) -> None:
    """Told or not told yet, a reply stops the enrollment that follows, and is for it to hear."""
    await ledger.publish(NURTURE, MONDAY)
    before = await an_enrolled(ledger)
    for event_id in ("told", "untold"):
        await ledger.ingest(an_event(event_id=event_id, enrollment_id=before))
    told, _ = await ledger.undelivered(10)
    await ledger.delivered(told.id, AT)

    await ledger.append(before, [ended()])

    ticket, _ = await the_follower(ledger, before)
    waiting = await ledger.undelivered(10)
    assert [row.event_id for row in waiting] == ["told", "untold"]
    assert {row.enrollment_id for row in waiting} == {ticket.enrollment_id}
    request = a_request(ticket.enrollment_id, step="note")
    assert await ledger.reserve(request) is Refusal.STOP_PENDING


async def test_what_a_person_has_to_look_at_goes_with_its_prospect(ledger: AnyLedger) -> None:
    """What was set aside and what fits weakly stop the next enrollment until somebody has said."""
    await ledger.publish(NURTURE, MONDAY)
    before = await an_enrolled(ledger, somebody(1))
    await ledger.ingest(an_event(event_id="poison", enrollment_id=before))
    (poison,) = await ledger.undelivered(10)
    await ledger.failed(poison.id, "no", 1)
    await ledger.ingest(an_event(event_id="weak", email="other@example.com"))

    await ledger.append(before, [ended()])

    ticket, _ = await the_follower(ledger, before)
    rows = await ledger.waiting()
    assert [row.verdict for row in rows] == ["set_aside", "weak"]
    assert {row.enrollment_id for row in rows} == {ticket.enrollment_id}
    request = a_request(ticket.enrollment_id, step="note", recipient="p1@example.com")
    for row in rows:
        assert await ledger.reserve(request) is Refusal.STOP_PENDING
        await ledger.discard(row.id, AT)
    assert not isinstance(await ledger.reserve(request), Refusal)


async def test_what_is_recorded_stays_where_it_is(ledger: AnyLedger) -> None:
    """The next enrollment goes on where nothing was left to hear, or others alone are stopped."""
    await ledger.publish(NURTURE, MONDAY)
    before = await an_enrolled(ledger)
    other = await an_enrolled(ledger, somebody(2))
    await ledger.ingest(an_event("engagement", "1", enrollment_id=before))
    await ledger.ingest(an_event(event_id="2", enrollment_id=other))

    await ledger.append(before, [ended()])

    (ticket,) = await ledger.unstarted(10)
    assert [row.enrollment_id for row in await ledger.undelivered(10)] == [before, other]
    await a_claim(ledger, ticket.enrollment_id)


async def test_somebody_elses_enrollment_takes_nothing_over(ledger: AnyLedger) -> None:
    """Whom the prospect has named starts anew."""
    await ledger.publish(NURTURE, MONDAY)
    before = await an_enrolled(ledger)
    named = Prospect(id="p-bo", email="bo@example.com")
    await ledger.ingest(an_event(event_id="1", enrollment_id=before, referral=named))
    await ledger.ingest(an_event(event_id="2", enrollment_id=before))

    await ledger.append(before, [ended(referral="crm/1")])

    ticket, _ = await the_follower(ledger, before)
    assert {row.enrollment_id for row in await ledger.undelivered(10)} == {before}
    assert ticket.enrollment_id != before


async def test_what_stops_is_for_the_enrollment_of_now(ledger: AnyLedger) -> None:
    """Enrolled again in between, the person is stopped there, and nothing is told twice."""
    before = await an_enrolled(ledger)
    await ledger.ingest(an_event(enrollment_id=before))
    await ledger.append(before, [ended(then=None)])
    await ledger.publish(NURTURE, MONDAY)
    (now,) = await ledger.enroll([a_prospect()], NURTURE.name, AT)
    assert isinstance(now, Ticket)
    (row,) = await ledger.undelivered(10)

    await ledger.too_late(row.id, AT)

    (row,) = await ledger.undelivered(10)
    assert (row.event_id, row.enrollment_id) == ("1", now.enrollment_id)
    request = a_request(now.enrollment_id, step="note")
    assert await ledger.reserve(request) is Refusal.STOP_PENDING


async def test_what_was_told_in_vain_is_not_told_for_ever(ledger: AnyLedger) -> None:
    """A delivery that an ended enrollment has lost is told again, and then done with."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event(enrollment_id=enrolled))
    (row,) = await ledger.undelivered(10)
    await ledger.append(enrolled, [ended(then=None)])
    await ledger.delivered(row.id, AT)
    assert await ledger.redeliver(AT + HOUR) == 1

    await ledger.too_late(row.id, AT)

    assert await ledger.redeliver(AT + DAY) == 0
    assert await ledger.undelivered(10) == ()
    assert [event.verdict for event in await ledger.events()] == [Ingested.TOO_LATE]


async def test_a_bounce_that_an_end_overtakes_suppresses(ledger: AnyLedger) -> None:
    """No fact will follow that would, as with one that comes after the end."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event("bounce", enrollment_id=enrolled))
    (row,) = await ledger.undelivered(10)
    await ledger.append(enrolled, [ended(then=None)])

    await ledger.too_late(row.id, AT)

    (suppressed,) = await ledger.suppressions()
    assert (suppressed.address, suppressed.channel) == ("ada@example.com", "email")

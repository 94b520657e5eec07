"""The stop button: who may not be contacted, and where, on every ledger."""

from __future__ import annotations

from domain.facts import EnrollmentEnded, OptedOut
from domain.ports import Refusal
from ledger.records import NotEnrolled, Ticket
from tests.builders import a_cadence, a_prospect
from tests.contracts.scene import (
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_request,
    a_task,
    an_enrolled,
    an_event,
)

AT = MONDAY + HOUR
ENDED = EnrollmentEnded(at=AT, state="finished", reason="completed")
BO = a_prospect(id="p-bo", email="bo@example.com", phone=None, linkedin_url=None)


async def test_an_opt_out_silences_every_channel_at_once(ledger: AnyLedger) -> None:
    """Other enrollments of the person stop too, and nobody enrolls the person again."""
    other_group = a_cadence(name="renewal", exclusivity_group="customers")
    await ledger.publish(other_group, MONDAY)
    enrolled = await an_enrolled(ledger)
    (renewal,) = await ledger.enroll([a_prospect()], "renewal", MONDAY, False)
    assert isinstance(renewal, Ticket)

    await ledger.ingest(an_event("opt_out", enrollment_id=enrolled))

    assert await ledger.reserve(a_request(renewal.enrollment_id)) is Refusal.SUPPRESSED
    assert await ledger.open(a_task(renewal.enrollment_id)) is Refusal.SUPPRESSED
    moved = a_prospect(email="ada@elsewhere.example")
    assert await ledger.enroll([moved], "renewal", MONDAY, True) == (NotEnrolled.SUPPRESSED,)


async def test_a_late_opt_out_is_honoured(ledger: AnyLedger) -> None:
    """After the end, and also from an address that was never enrolled."""
    enrolled = await an_enrolled(ledger)
    await ledger.append(enrolled, [ENDED])

    await ledger.ingest(an_event("opt_out", event_id="1", enrollment_id=enrolled))
    await ledger.ingest(an_event("opt_out", event_id="2", email="Bo@Example.com"))

    answers = await ledger.enroll([a_prospect(), BO], INTRODUCTION.name, MONDAY, True)
    assert answers == (NotEnrolled.SUPPRESSED, NotEnrolled.SUPPRESSED)


async def test_a_late_bounce_keeps_mail_from_the_address(ledger: AnyLedger) -> None:
    """No workflow will record it, so ingress does; other channels stay open."""
    enrolled = await an_enrolled(ledger)
    await ledger.append(enrolled, [ENDED])
    await ledger.ingest(an_event("bounce", enrollment_id=enrolled))

    (again,) = await ledger.enroll([a_prospect()], INTRODUCTION.name, MONDAY, True)

    assert isinstance(again, Ticket)
    assert await ledger.reserve(a_request(again.enrollment_id)) is Refusal.SUPPRESSED


async def test_an_opt_out_recorded_by_an_activity_counts(ledger: AnyLedger) -> None:
    """Whoever appends the fact, the person is suppressed."""
    enrolled = await an_enrolled(ledger)

    await ledger.append(enrolled, [ENDED, OptedOut(at=AT, source_id="link/1")])

    answers = await ledger.enroll([a_prospect()], INTRODUCTION.name, MONDAY, True)
    assert answers == (NotEnrolled.SUPPRESSED,)

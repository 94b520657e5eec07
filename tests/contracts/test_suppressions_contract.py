"""The stop button: who may not be contacted, and where, on every ledger."""

from __future__ import annotations

import pytest

from domain.cadence import REPLY_CLASSES
from domain.facts import Detail, EnrollmentEnded, OptedOut, ReplyReceived
from domain.ports import Claim, Ingested, Refusal
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
CY = a_prospect(id="p-cy", email="cy@example.com", phone=None, linkedin_url=None)
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


async def test_a_reply_that_unsubscribes_is_an_opt_out(ledger: AnyLedger) -> None:
    """From its ingest on, also late, also from an address that was never enrolled."""
    detail = Detail(reply_class="unsubscribe")
    enrolled = await an_enrolled(ledger)
    late = await an_enrolled(ledger, CY)
    await ledger.append(late, [ENDED])

    for event_id, clue in (("1", enrolled), ("2", late)):
        await ledger.ingest(an_event("reply", event_id, enrollment_id=clue, detail=detail))
    await ledger.ingest(an_event("reply", "3", email="Bo@Example.com", detail=detail))

    assert await ledger.open(a_task(enrolled)) is Refusal.STOP_PENDING
    await ledger.append(enrolled, [ENDED])
    people = [a_prospect(), CY, BO]
    answers = await ledger.enroll(people, INTRODUCTION.name, MONDAY, True)
    assert answers == (NotEnrolled.SUPPRESSED,) * 3


async def test_other_replies_silence_nobody(ledger: AnyLedger) -> None:
    """A no is an end, and no opt-out."""
    enrolled = await an_enrolled(ledger)
    for number, reply_class in enumerate(REPLY_CLASSES):
        if reply_class != "unsubscribe":
            told = an_event(
                "reply", str(number), enrollment_id=enrolled, detail=Detail(reply_class=reply_class)
            )
            await ledger.ingest(told)
    await ledger.append(enrolled, [ENDED])

    (answer,) = await ledger.enroll([a_prospect()], INTRODUCTION.name, MONDAY, True)

    assert isinstance(answer, Ticket)


async def test_an_unsubscribing_reply_told_by_hand_counts(ledger: AnyLedger) -> None:
    """Whoever appends the fact, the person is suppressed on every channel."""
    other_group = a_cadence(name="renewal", exclusivity_group="customers")
    await ledger.publish(other_group, MONDAY)
    (renewal,) = await ledger.enroll([a_prospect()], "renewal", MONDAY, False)
    assert isinstance(renewal, Ticket)
    enrolled = await an_enrolled(ledger)

    told = ReplyReceived(at=AT, source_id="by hand/1", reply_class="unsubscribe")
    await ledger.append(enrolled, [told])

    assert await ledger.reserve(a_request(renewal.enrollment_id)) is Refusal.SUPPRESSED
    assert await ledger.open(a_task(renewal.enrollment_id)) is Refusal.SUPPRESSED


@pytest.mark.parametrize("fact", ["opt_out", "reply"])
async def test_who_opts_out_in_somebody_elses_thread_is_heard(ledger: AnyLedger, fact: str) -> None:
    """The forwarded mail's own prospect goes on; the sender's enrollment is stopped and told."""
    theirs, own = [await an_enrolled(ledger, person) for person in (BO, CY)]
    mail = await ledger.reserve(a_request(theirs, recipient="bo@example.com"))
    assert isinstance(mail, Claim)
    said = Detail(reply_class="unsubscribe") if fact == "reply" else None
    event = an_event(fact, email="Cy@Example.com", message_id=mail.message_id, detail=said)

    assert await ledger.ingest(event) == (Ingested.ACCEPTED, own)

    assert [row.enrollment_id for row in await ledger.undelivered(10)] == [own]
    silenced = {row.address for row in await ledger.suppressions()}
    assert "cy@example.com" in silenced
    assert "bo@example.com" not in silenced


async def test_who_opts_out_by_somebody_elses_link_is_heard_too(ledger: AnyLedger) -> None:
    """The link says whose it is; that its sender wants no more is true as well."""
    theirs, _ = [await an_enrolled(ledger, person) for person in (BO, CY)]

    told = await ledger.ingest(an_event("opt_out", email="cy@example.com", enrollment_id=theirs))

    assert told == (Ingested.ACCEPTED, theirs)
    silenced = {row.address for row in await ledger.suppressions()}
    assert silenced >= {"bo@example.com", "cy@example.com"}

"""What comes in: matched, kept once, stopping at once, on every ledger."""

from __future__ import annotations

import asyncio
from functools import partial

from domain.facts import EnrollmentEnded, ReplyReceived, TouchPerformed
from domain.ports import Claim, ClaimState, Ingested, Refusal
from ledger.records import NotEnrolled, Ticket
from tests.builders import a_prospect
from tests.contracts.scene import (
    DAY,
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_claim,
    a_request,
    a_ticket,
    an_enrolled,
    an_event,
)

AT = MONDAY + HOUR
ENDED = EnrollmentEnded(at=AT, state="finished", reason="completed")
BO = a_prospect(id="p-bo", email="bo@example.com", phone=None, linkedin_url=None)


async def test_an_event_is_accepted_once(ledger: AnyLedger) -> None:
    """A provider that tells again is told what became of it the first time."""
    ticket = await a_ticket(ledger)
    enrolled = ticket.enrollment_id

    first = await ledger.ingest(an_event(enrollment_id=enrolled))
    again = await ledger.ingest(an_event(enrollment_id=enrolled))

    assert first == (Ingested.ACCEPTED, enrolled)
    assert again == (Ingested.DUPLICATE, enrolled)
    (row,) = await ledger.undelivered(10)
    assert (row.source_id, row.fact, row.workflow_id) == ("crm/1", "reply", ticket.workflow_id)


async def test_two_who_tell_one_event_at_once(ledger: AnyLedger) -> None:
    """A race of one event with itself has exactly one winner."""
    enrolled = await an_enrolled(ledger)
    event = an_event(enrollment_id=enrolled)

    answers = await asyncio.gather(*(ledger.ingest(event) for _ in range(8)))

    verdicts = [verdict for verdict, _ in answers]
    assert verdicts.count(Ingested.ACCEPTED) == 1
    assert verdicts.count(Ingested.DUPLICATE) == 7
    assert {matched for _, matched in answers} == {enrolled}
    assert len(await ledger.undelivered(10)) == 1


async def test_clues_are_tried_in_their_order(ledger: AnyLedger) -> None:
    """The id before the answered mail, the mail before the address."""
    ada, bo = await an_enrolled(ledger), await an_enrolled(ledger, BO)
    claim = await a_claim(ledger, ada)
    bare = claim.message_id.strip("<>")

    by_id = await ledger.ingest(
        an_event(event_id="1", enrollment_id=bo, message_id=bare, email="ada@example.com")
    )
    by_mail = await ledger.ingest(an_event(event_id="2", message_id=bare, email="bo@example.com"))
    in_brackets = await ledger.ingest(an_event(event_id="3", message_id=claim.message_id))
    by_address = await ledger.ingest(
        an_event(event_id="4", enrollment_id="e-none", message_id="x@y", email=" BO@Example.com")
    )

    assert [by_id[1], by_mail[1], in_brackets[1], by_address[1]] == [bo, ada, ada, bo]


async def test_a_telephone_is_the_last_clue(ledger: AnyLedger) -> None:
    """It leads to the one who has it, an open enrollment before an ended one, or to nobody."""
    ada = await an_enrolled(ledger)
    bo = await an_enrolled(ledger, BO)
    phone = a_prospect().phone

    by_phone = await ledger.ingest(an_event(event_id="1", phone=phone))
    by_address = await ledger.ingest(an_event(event_id="2", phone=phone, email="bo@example.com"))
    unknown = await ledger.ingest(an_event(event_id="3", phone="+4930111111"))

    assert [by_phone[1], by_address[1], unknown[1]] == [ada, bo, None]
    (row,) = await ledger.waiting()
    assert row.phone == "+4930111111"


async def test_a_telephone_of_two_is_nobodys(ledger: AnyLedger) -> None:
    """Colleagues share it: which of them it was, a person has to say."""
    await an_enrolled(ledger)
    colleague = a_prospect(id="p-cy", email="cy@example.com", linkedin_url=None)
    await an_enrolled(ledger, colleague)

    told = await ledger.ingest(an_event(phone=colleague.phone))

    assert told == (Ingested.UNMATCHED, None)


async def test_an_unknown_telephone_that_opts_out_is_suppressed(ledger: AnyLedger) -> None:
    """Whoever comes with this number later is not enrolled."""
    await ledger.publish(INTRODUCTION, MONDAY)
    await ledger.ingest(an_event("opt_out", phone="+4930111111"))

    newcomer = a_prospect(id="p-di", email="di@example.com", phone="+4930111111")
    answers = await ledger.enroll([newcomer], INTRODUCTION.name, MONDAY)

    assert answers == (NotEnrolled.SUPPRESSED,)


async def test_who_fits_nobody_waits_for_a_person(ledger: AnyLedger) -> None:
    """An unmatched event is listed with its clues until a person discards it."""
    verdict = await ledger.ingest(an_event(email="stranger@example.com"))
    (row,) = await ledger.waiting()

    await ledger.discard(row.id, AT)

    assert verdict == (Ingested.UNMATCHED, None)
    assert (row.provider, row.event_id, row.email) == ("crm", "1", "stranger@example.com")
    assert await ledger.waiting() == ()
    assert await ledger.undelivered(10) == ()
    again = await ledger.ingest(an_event(email="stranger@example.com"))
    assert again == (Ingested.DUPLICATE, None)


async def test_what_is_private_is_kept_only_where_it_is_ours(ledger: AnyLedger) -> None:
    """A stranger's mail leaves no trace and silences nobody; told again it is looked at again."""
    await ledger.publish(INTRODUCTION, MONDAY)
    event = an_event("opt_out", email="ada@example.com", is_private=True)

    stranger = await ledger.ingest(event)
    kept, silenced = await ledger.waiting(), await ledger.suppressions()
    enrolled = await an_enrolled(ledger)
    known = await ledger.ingest(event)

    assert stranger == (Ingested.UNMATCHED, None)
    assert (kept, silenced) == ((), ())
    assert known == (Ingested.ACCEPTED, enrolled)
    assert [row.event_id for row in await ledger.undelivered(10)] == ["1"]


async def test_a_private_mail_of_a_colleague_is_none_of_ours(ledger: AnyLedger) -> None:
    """Whatever it answers is no mail of ours; one whose clue has our form waits for a person."""
    enrolled = await an_enrolled(ledger)
    theirs = partial(an_event, email="colleague@example.com", message_id="<9@relay.example>")

    private = await ledger.ingest(theirs(event_id="1", is_private=True))
    ours = await ledger.ingest(theirs(event_id="2"))

    assert private == (Ingested.UNMATCHED, None)
    assert ours == (Ingested.WEAK, enrolled)
    assert [row.event_id for row in await ledger.waiting()] == ["2"]


async def test_an_event_after_the_end_is_too_late(ledger: AnyLedger) -> None:
    """It is kept with the enrollment that had ended, and nobody has to be told."""
    enrolled = await an_enrolled(ledger)
    await ledger.append(enrolled, [ENDED])

    by_id = await ledger.ingest(an_event(event_id="1", enrollment_id=enrolled))
    by_address = await ledger.ingest(an_event(event_id="2", email="ada@example.com"))

    assert by_id == by_address == (Ingested.TOO_LATE, enrolled)
    assert await ledger.undelivered(10) == ()


async def test_an_answer_to_an_old_mail_stops_what_runs_now(ledger: AnyLedger) -> None:
    """Who came again and answers a mail of the first time is heard by the second."""
    first = await an_enrolled(ledger)
    claim = await a_claim(ledger, first)
    await ledger.append(first, [ENDED])
    (second,) = await ledger.enroll([a_prospect()], INTRODUCTION.name, MONDAY + DAY, True)
    assert isinstance(second, Ticket)

    told = await ledger.ingest(an_event(message_id=claim.message_id, email="ada@example.com"))

    assert told == (Ingested.ACCEPTED, second.enrollment_id)


async def test_a_stop_is_cleared_by_its_fact(ledger: AnyLedger) -> None:
    """Recorded after the end, the fact still clears its stop, and only its own."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event(event_id="1", enrollment_id=enrolled))
    await ledger.ingest(an_event(event_id="2", enrollment_id=enrolled))

    await ledger.append(enrolled, [ENDED, ReplyReceived(at=AT, source_id="crm/1")])
    one_left = await ledger.reserve(a_request(enrolled))
    await ledger.append(enrolled, [ReplyReceived(at=AT, source_id="crm/2")])

    assert one_left is Refusal.STOP_PENDING
    assert await ledger.reserve(a_request(enrolled)) is Refusal.ENDED


async def test_what_was_delivered_still_stops(ledger: AnyLedger) -> None:
    """A signal that was sent is not yet a fact that was recorded."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event(enrollment_id=enrolled))
    (row,) = await ledger.undelivered(10)

    await ledger.delivered(row.id, AT)

    assert await ledger.undelivered(10) == ()
    assert await ledger.reserve(a_request(enrolled)) is Refusal.STOP_PENDING


async def test_what_is_recorded_already_sets_no_stop(ledger: AnyLedger) -> None:
    """An event whose fact came by another way would otherwise hold the enrollment for ever."""
    enrolled = await an_enrolled(ledger)
    await ledger.append(enrolled, [ReplyReceived(at=AT, source_id="crm/1")])

    verdict, _ = await ledger.ingest(an_event(enrollment_id=enrolled))

    assert verdict is Ingested.ACCEPTED
    await a_claim(ledger, enrolled)


async def test_what_does_not_stop_sets_no_stop(ledger: AnyLedger) -> None:
    """An open or a click is told to the workflow and holds nothing."""
    enrolled = await an_enrolled(ledger)

    await ledger.ingest(an_event("engagement", enrollment_id=enrolled))

    await a_claim(ledger, enrolled)
    assert len(await ledger.undelivered(10)) == 1


async def test_the_oldest_are_delivered_first(ledger: AnyLedger) -> None:
    """The dispatcher takes as many as it wants, in the order in which they came."""
    enrolled = await an_enrolled(ledger)
    for event_id in ("c", "a", "b"):
        await ledger.ingest(an_event(event_id=event_id, enrollment_id=enrolled))

    assert [row.event_id for row in await ledger.undelivered(2)] == ["c", "a"]


async def test_a_reply_and_a_send_never_cross(ledger: AnyLedger) -> None:
    """Either the mail had started when the reply was accepted, or it never starts."""
    for number in range(20):
        someone = a_prospect(
            id=f"p{number}", email=f"p{number}@example.com", phone=None, linkedin_url=None
        )
        enrolled = await an_enrolled(ledger, someone)
        claim = await a_claim(ledger, enrolled)
        event = an_event(event_id=str(number), enrollment_id=enrolled)

        refusal, _ = await asyncio.gather(ledger.mark_in_doubt(claim, AT), ledger.ingest(event))

        assert refusal in (None, Refusal.STOP_PENDING)
        stands = await ledger.reserve(a_request(enrolled, "look"))
        started = isinstance(stands, Claim) and stands.state is ClaimState.IN_DOUBT
        assert started == (refusal is None)


async def test_a_sent_mail_settles_though_a_stop_waits(ledger: AnyLedger) -> None:
    """A stop keeps touches from starting, never an outcome from being recorded."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)
    await ledger.mark_in_doubt(claim, AT)
    await ledger.ingest(an_event(enrollment_id=enrolled))

    performed = TouchPerformed(at=AT, step="intro")

    assert await ledger.settle(claim, ClaimState.SENT, performed) == (performed,)


async def test_who_answers_an_old_mail_stops_the_cadence_that_runs_now(ledger: AnyLedger) -> None:
    """The Message-ID is of an ended enrollment; the prospect's open one is meant."""
    old = await an_enrolled(ledger)
    claim = await a_claim(ledger, old)
    await ledger.append(old, [ENDED])
    (new,) = await ledger.enroll([a_prospect()], INTRODUCTION.name, MONDAY + DAY, True)
    assert isinstance(new, Ticket)

    verdict = await ledger.ingest(an_event(message_id=claim.message_id))

    assert verdict == (Ingested.ACCEPTED, new.enrollment_id)

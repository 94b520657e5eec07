"""A reply that had ended its enrollment is given another class, on every ledger."""

from __future__ import annotations

import pytest

from domain.cadence import Cadence
from domain.correcting import CannotCorrect
from domain.decide import Record, next_action
from domain.enrollment import State
from domain.facts import (
    Detail,
    EnrollmentEnded,
    Fact,
    Paused,
    ReplyCorrected,
    ReplyReceived,
    TaskOpened,
)
from domain.ports import Ingested, Refusal
from ledger.records import Attribution, Ticket
from ledger.sql import SqlLedger
from tests.builders import a_cadence, a_prospect, a_step
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    a_claim,
    a_plan,
    a_request,
    an_event,
    row_of,
)

AT = MONDAY + HOUR
LATER = MONDAY + DAY
STEPS = [a_step(), a_step(id="call", channel="call", day=2)]
PLAIN = a_cadence(steps=STEPS)
REFERRING = a_cadence(
    name="referring",
    steps=STEPS,
    on={"reply": {"negative": {"switch": "nurture"}, "positive": "finish"}},
)
NURTURE = a_cadence(name="nurture", steps=[a_step(id="note")])
PICKY = a_cadence(
    name="picky",
    steps=STEPS,
    enrolling={"refuse": [{"when": 'nickname == "Al"', "because": "he said so"}]},
    variables={"nickname": "optional"},
)


def replied(reply_class: str = "positive", source: str = "crm/1") -> ReplyReceived:
    return ReplyReceived(at=AT, source_id=source, reply_class=reply_class)


def ended(state: str = "finished", reason: str = "replied", cause: str = "crm/1") -> Fact:
    return EnrollmentEnded(at=AT, state=state, reason=reason, cause=cause)


def corrected(reply_class: str = "out_of_office", number: int = 1) -> ReplyCorrected:
    return ReplyCorrected(
        at=LATER,
        source_id=f"correction/{number}",
        reply="crm/1",
        reply_class=reply_class,
        by="ana",
    )


async def an_ended(
    ledger: AnyLedger, *facts: Fact, cadence: Cadence = PLAIN, reply_class: str = "positive"
) -> str:
    """The id of an enrollment that a reply has ended, after these facts."""
    for each in (NURTURE, cadence):
        await ledger.publish(each, MONDAY)
    (ticket,) = await ledger.enroll([a_prospect()], cadence.name, MONDAY)
    assert isinstance(ticket, Ticket)
    enrolled = ticket.enrollment_id
    is_out = reply_class == "unsubscribe"
    end = ended("opted_out", "opted_out") if is_out else ended()
    await ledger.append(enrolled, [a_plan(), *facts, replied(reply_class), end])
    return enrolled


async def test_an_end_by_the_reply_is_taken_back(ledger: AnyLedger) -> None:
    """It is open again, with what it had come to, and may touch again."""
    enrolled = await an_ended(ledger)
    before = await ledger.reserve(a_request(enrolled, at=LATER, not_after=LATER + HOUR))

    stored = await ledger.correct_reply(enrolled, corrected())

    assert before is Refusal.ENDED
    assert stored == (corrected(),)
    ticket = await ledger.ticket(enrolled)
    assert ticket.state.state is State.ACTIVE
    assert [each.enrollment_id for each in await ledger.open_tickets()] == [enrolled]
    assert (await row_of(ledger, enrolled)).state == "active"
    await a_claim(ledger, enrolled)


async def test_a_correction_happens_once(ledger: AnyLedger) -> None:
    """The same request again gives what stands there."""
    enrolled = await an_ended(ledger)

    first = await ledger.correct_reply(enrolled, corrected())
    again = await ledger.correct_reply(enrolled, corrected())

    assert first == again
    _, _, facts = await ledger.enrollment(enrolled)
    assert [row.key for row in facts].count("source/correction/1") == 1


async def test_another_class_may_end_it_too(ledger: AnyLedger) -> None:
    """It stays ended, for the reason of what the reply is now, and keeps both ends."""
    enrolled = await an_ended(ledger, cadence=REFERRING)

    _, end = await ledger.correct_reply(enrolled, corrected("negative"))

    assert isinstance(end, EnrollmentEnded)
    assert (end.key, end.reason, end.then) == ("ended/2", "switched", "nurture")
    assert (await row_of(ledger, enrolled)).reason == "switched"
    followed = [row.cadence for row in await ledger.enrollments() if row.enrollment != enrolled]
    assert followed == ["nurture"]


async def test_a_reply_that_wants_no_more_silences(ledger: AnyLedger) -> None:
    """Corrected to unsubscribe it is an opt-out on every channel."""
    enrolled = await an_ended(ledger)

    await ledger.correct_reply(enrolled, corrected("unsubscribe"))

    assert (await row_of(ledger, enrolled)).state == "opted_out"
    assert await ledger.suppressions()


async def test_who_was_silenced_is_freed_by_a_person_first(ledger: AnyLedger) -> None:
    """The list of suppressions stays as it is: one who stands there does not go on."""
    enrolled = await an_ended(ledger, reply_class="unsubscribe")
    address = a_prospect().address

    with pytest.raises(CannotCorrect, match="suppression remove"):
        await ledger.correct_reply(enrolled, corrected())
    await ledger.unsuppress(address, "*", Attribution("ana", "no opt-out", LATER))
    await ledger.correct_reply(enrolled, corrected())

    assert (await ledger.ticket(enrolled)).state.state is State.ACTIVE


async def test_who_is_active_elsewhere_stays_there(ledger: AnyLedger) -> None:
    """One cadence of a group at a time: nothing is written."""
    enrolled = await an_ended(ledger)
    (second,) = await ledger.enroll([a_prospect()], PLAIN.name, LATER, True)
    assert isinstance(second, Ticket)

    with pytest.raises(CannotCorrect, match="same group"):
        await ledger.correct_reply(enrolled, corrected())

    assert (await row_of(ledger, enrolled)).state == "finished"


async def test_whom_the_cadence_never_contacts_stays_out(ledger: AnyLedger) -> None:
    """What was found out meanwhile counts."""
    enrolled = await an_ended(ledger, cadence=PICKY)
    await ledger.fill(enrolled, {"nickname": "Al"})

    with pytest.raises(CannotCorrect, match="he said so"):
        await ledger.correct_reply(enrolled, corrected())


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (ended(reason="manual", cause="finish/1"), "not by this reply"),
        (ended(reason="replied", cause="crm/2"), "not by this reply"),
    ],
)
async def test_no_other_end_is_taken_back(ledger: AnyLedger, end: Fact, said: str) -> None:
    """What a hand or another reply has ended stays ended."""
    enrolled = await an_ended(ledger, replied(), end)

    with pytest.raises(CannotCorrect, match=said):
        await ledger.correct_reply(enrolled, corrected())


async def test_an_open_enrollment_is_for_its_run(ledger: AnyLedger) -> None:
    """Two hands would decide otherwise."""
    await ledger.publish(PLAIN, MONDAY)
    (ticket,) = await ledger.enroll([a_prospect()], PLAIN.name, MONDAY)
    assert isinstance(ticket, Ticket)
    await ledger.append(ticket.enrollment_id, [replied("out_of_office")])

    with pytest.raises(CannotCorrect, match="its run"):
        await ledger.correct_reply(ticket.enrollment_id, corrected("neutral"))


async def test_what_came_too_late_counts_after_all(ledger: AnyLedger) -> None:
    """A reply that found the enrollment ended is recorded, and ends the one that would be open."""
    enrolled = await an_ended(ledger)
    late, _ = await ledger.ingest(an_event(event_id="2", enrollment_id=enrolled))

    _, end = await ledger.correct_reply(enrolled, corrected())

    assert late is Ingested.TOO_LATE
    assert isinstance(end, EnrollmentEnded)
    assert end.cause == "crm/2"
    assert await ledger.reserve(a_request(enrolled)) is Refusal.ENDED


async def test_what_a_dispatcher_found_too_late_counts_too(ledger: AnyLedger) -> None:
    """It was accepted, and its run had closed before it could be told."""
    await ledger.publish(PLAIN, MONDAY)
    (ticket,) = await ledger.enroll([a_prospect()], PLAIN.name, MONDAY)
    assert isinstance(ticket, Ticket)
    enrolled = ticket.enrollment_id
    await ledger.ingest(an_event(event_id="2", enrollment_id=enrolled))
    (row,) = await ledger.undelivered(10)
    await ledger.append(enrolled, [a_plan(), replied(), ended()])
    await ledger.too_late(row.id, AT)

    _, end = await ledger.correct_reply(enrolled, corrected())

    assert await ledger.undelivered(10) == ()
    assert isinstance(end, EnrollmentEnded)
    assert end.cause == "crm/2"


async def test_what_came_too_late_and_ends_nothing_is_reacted_to(ledger: AnyLedger) -> None:
    """Who is away by a second mail is waited for, before anything else is done."""
    enrolled = await an_ended(ledger)
    away = Detail(reply_class="out_of_office", until=LATER + 9 * DAY)
    await ledger.ingest(an_event(event_id="2", enrollment_id=enrolled, detail=away))

    await ledger.correct_reply(enrolled, corrected())

    ticket = await ledger.ticket(enrolled)
    action = next_action(ticket.plan, ticket.state, LATER)
    assert isinstance(action, Record)
    assert isinstance(action.fact, Paused)
    assert action.fact.until == away.until


async def test_a_reply_recorded_after_the_end_ends_it_again(ledger: AnyLedger) -> None:
    """The run had heard a second reply when it closed: it is not forgotten."""
    enrolled = await an_ended(ledger)
    await ledger.append(enrolled, [replied("negative", "crm/2")])

    _, end = await ledger.correct_reply(enrolled, corrected())

    assert isinstance(end, EnrollmentEnded)
    assert end.cause == "crm/2"


async def test_the_projections_are_what_the_facts_give(sql_ledger: SqlLedger) -> None:
    """Opened and ended again, verified and rebuilt: the same rows."""
    task = TaskOpened(at=AT, step="call", kind="call")
    enrolled = await an_ended(sql_ledger, task)
    await sql_ledger.correct_reply(enrolled, corrected())
    open_again = await sql_ledger.enrollment(enrolled)

    assert await sql_ledger.differences() == ()
    await sql_ledger.rebuild()
    assert await sql_ledger.enrollment(enrolled) == open_again
    again = EnrollmentEnded(at=LATER, state="finished", reason="completed", round=2)
    await sql_ledger.append(enrolled, [again])
    assert await sql_ledger.differences() == ()
    assert (await row_of(sql_ledger, enrolled)).reason == "completed"

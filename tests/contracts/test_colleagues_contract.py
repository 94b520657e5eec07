"""Those of an account hear that a colleague has answered, and wait, on every ledger."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.cadence import Cadence
from domain.facts import ColleagueReplied, Detail, EnrollmentEnded, ReplyReceived
from domain.people.prospects import Prospect
from domain.ports import Ingested, Refusal
from ledger.records import Ticket
from ledger.rules.answering import COLLEAGUES
from ledger.sql import SqlLedger
from tests.builders import a_cadence, a_prospect
from tests.contracts.scene import (
    HOUR,
    MONDAY,
    AnyLedger,
    a_claim,
    a_request,
    an_event,
    somebody,
)

LISTENING = a_cadence(name="listening", on={"colleague_replied": {"pause": "5d"}})
DEAF = a_cadence(name="deaf", exclusivity_group="deaf")
AT = MONDAY + HOUR


async def enrolled(ledger: AnyLedger, cadence: Cadence, *people: Prospect) -> list[str]:
    await ledger.publish(cadence, MONDAY)
    answers = await ledger.enroll(people, cadence.name, MONDAY)
    return [ticket.enrollment_id for ticket in answers if isinstance(ticket, Ticket)]


async def test_a_colleagues_touches_wait_until_its_run_has_heard(ledger: AnyLedger) -> None:
    """The stop stands when the answer is accepted; the recorded fact lets the touches go on."""
    mine, other = await enrolled(ledger, LISTENING, somebody(1), somebody(2))

    await ledger.ingest(an_event(enrollment_id=mine))

    waits = await ledger.reserve(a_request(other, recipient="p2@example.com"))
    told = [row for row in await ledger.undelivered(10) if row.enrollment_id == other]
    assert waits is Refusal.STOP_PENDING
    assert [(row.source_id, row.fact) for row in told] == [
        (f"colleague/crm/1/{other}", "colleague_replied")
    ]
    await ledger.append(other, [ColleagueReplied(at=AT, source_id=told[0].source_id)])
    await a_claim(ledger, other)


@pytest.mark.parametrize(
    ("fact", "detail", "listeners"),
    [
        ("reply", Detail(reply_class="negative"), 1),
        ("meeting_booked", None, 1),
        ("reply", Detail(reply_class="out_of_office"), 0),
        ("reply", Detail(reply_class="automatic"), 0),
        ("bounce", None, 0),
        ("engagement", Detail(kind="click"), 0),
    ],
)
async def test_only_an_answer_is_told(
    ledger: AnyLedger, fact: str, detail: Detail | None, listeners: int
) -> None:
    """A person has written or booked: neither a machine nor a click is an answer."""
    mine, other = await enrolled(ledger, LISTENING, somebody(1), somebody(2))

    await ledger.ingest(an_event(fact, enrollment_id=mine, detail=detail))

    told = [row for row in await ledger.undelivered(10) if row.enrollment_id == other]
    assert len(told) == listeners


async def test_who_does_not_listen_is_not_told(ledger: AnyLedger) -> None:
    """Another account, a cadence that goes on, who has ended, and the prospect's own other."""
    (mine,) = await enrolled(ledger, LISTENING, somebody(1))
    await enrolled(ledger, LISTENING, somebody(2, account="elsewhere.example"))
    (ended,) = await enrolled(ledger, LISTENING, somebody(3))
    await ledger.append(ended, [EnrollmentEnded(at=AT, state="finished", reason="manual")])
    await enrolled(ledger, DEAF, somebody(4))
    own = a_cadence(name="own", exclusivity_group="own", on={"colleague_replied": "finish"})
    await enrolled(ledger, own, somebody(1))

    await ledger.ingest(an_event(enrollment_id=mine))

    assert {row.enrollment_id for row in await ledger.undelivered(10)} == {mine}


async def test_who_has_no_account_has_no_colleagues(ledger: AnyLedger) -> None:
    """Two of whom no account is known have nothing in common."""
    people = (somebody(1, account=None), somebody(2, account=None))
    mine, _ = await enrolled(ledger, LISTENING, *people)

    await ledger.ingest(an_event(enrollment_id=mine))

    assert {row.enrollment_id for row in await ledger.undelivered(10)} == {mine}


async def test_an_answer_told_again_is_told_once(ledger: AnyLedger) -> None:
    """A redelivery changes nothing for anybody."""
    mine, other = await enrolled(ledger, LISTENING, somebody(1), somebody(2))
    verdicts = [(await ledger.ingest(an_event(enrollment_id=mine)))[0] for _ in range(3)]

    rows = await ledger.undelivered(10)

    assert verdicts == [Ingested.ACCEPTED, Ingested.DUPLICATE, Ingested.DUPLICATE]
    assert sorted(row.enrollment_id for row in rows) == sorted([mine, other])


async def test_an_answer_after_the_end_is_no_news(ledger: AnyLedger) -> None:
    """What came too late changes nothing for others either."""
    mine, _ = await enrolled(ledger, LISTENING, somebody(1), somebody(2))
    reply = ReplyReceived(at=AT, source_id="crm/0")
    await ledger.append(mine, [reply, EnrollmentEnded(at=AT, state="finished", reason="replied")])

    await ledger.ingest(an_event(enrollment_id=mine))

    assert await ledger.undelivered(10) == ()


async def test_two_colleagues_who_answer_at_once(ledger: AnyLedger) -> None:
    """Neither waits for the other's end: each is accepted, and each is told of every other."""
    people = [somebody(number) for number in range(8)]
    ids = await enrolled(ledger, LISTENING, *people)
    events = [an_event(event_id=str(n), enrollment_id=each) for n, each in enumerate(ids)]

    verdicts = [verdict for verdict, _ in await asyncio.gather(*map(ledger.ingest, events))]

    assert set(verdicts) == {Ingested.ACCEPTED}
    told = [row for row in await ledger.undelivered(200) if row.fact == "colleague_replied"]
    assert len(told) == 8 * 7


async def test_of_a_huge_account_the_latest_are_told(sql_ledger: SqlLedger) -> None:
    """An answer stays quick to accept: a bounded number is locked and told."""
    people = [somebody(number) for number in range(COLLEAGUES + 30)]
    mine, *others = await enrolled(sql_ledger, LISTENING, *people)

    await sql_ledger.ingest(an_event(enrollment_id=mine))

    told = {row.enrollment_id for row in await sql_ledger.undelivered(1_000)} - {mine}
    assert told == set(others[-COLLEAGUES:])


async def test_a_derived_event_belongs_to_its_answer(ledger: AnyLedger) -> None:
    """It came when the answer came, so that whoever reads both sees why."""
    mine, other = await enrolled(ledger, LISTENING, a_prospect(), somebody(2))

    at = AT + timedelta(minutes=3)
    await ledger.ingest(an_event(enrollment_id=mine, received_at=at))

    (row,) = [row for row in await ledger.undelivered(10) if row.enrollment_id == other]
    assert row.received_at == at

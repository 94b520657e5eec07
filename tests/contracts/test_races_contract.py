"""What several do at once ends as if one had come after the other, on every ledger."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from threading import Event
from time import sleep

from sqlalchemy import Connection

from domain.errors import InvalidCadence
from domain.facts import OptedOut
from domain.mailboxes import Limits, NoSlot
from domain.ports import Claim, Ingested
from ledger import migrate, open_ledger
from ledger.enrollments import succeeding
from ledger.sql import SqlLedger
from ledger.touches import mailboxes
from tests.builders import ROBIN, a_cadence
from tests.contracts.scene import (
    HOUR,
    INTRODUCTION,
    MONDAY,
    NURTURE,
    AnyLedger,
    a_request,
    an_enrolled,
    an_event,
    ended,
    followers,
    somebody,
    somebody_waits,
)
from tests.postgres import PostgresServer

PEOPLE = [somebody(number) for number in range(12)]


async def test_ends_lead_on_while_lists_come_in(ledger: AnyLedger) -> None:
    """Everybody has one open enrollment, be it the one that followed or the one of the list."""
    await ledger.publish(NURTURE, MONDAY)
    enrolled = [await an_enrolled(ledger, person) for person in PEOPLE]
    new = [somebody(100 + number) for number in range(12)]

    jobs = [
        *(ledger.append(each, [ended()]) for each in enrolled),
        *(ledger.enroll([person], NURTURE.name, MONDAY + HOUR) for person in PEOPLE),
        ledger.enroll(new, INTRODUCTION.name, MONDAY + HOUR),
    ]
    await asyncio.gather(*jobs[::2], *jobs[1::2])

    everything = await ledger.enrollments()
    active = [row.prospect for row in everything if row.state == "pending"]
    assert sorted(active) == sorted(str(person.email) for person in (*PEOPLE, *new))
    assert len(everything) == 12 + 12 + 12
    assert len({ticket.enrollment_id for ticket in await ledger.open_tickets()}) == 24


async def test_an_end_told_by_many_leads_on_once(ledger: AnyLedger) -> None:
    """Whoever appends it, there is one that follows."""
    await ledger.publish(NURTURE, MONDAY)
    enrolled = await an_enrolled(ledger)

    told = await asyncio.gather(*(ledger.append(enrolled, [ended()]) for _ in range(8)))

    assert set(told) == {(ended(),)}
    assert len(await ledger.unstarted(10)) == 1


async def test_an_end_and_an_opt_out_cross(ledger: AnyLedger) -> None:
    """Either the next stands and is silenced, or there is none; the person is left alone."""
    await ledger.publish(NURTURE, MONDAY)
    enrolled = [await an_enrolled(ledger, person) for person in PEOPLE]

    await asyncio.gather(
        *(ledger.append(each, [ended()]) for each in enrolled),
        *(ledger.append(each, [OptedOut(at=MONDAY, source_id="crm/1")]) for each in enrolled),
    )

    for each in enrolled:
        _, _, facts = await ledger.enrollment(each)
        assert {fact.key for fact in facts} == {"enrolled", "ended", "source/crm/1"}
    assert set(await ledger.enroll(PEOPLE, NURTURE.name, MONDAY, True)) == {"suppressed"}


async def test_two_who_publish_a_circle_at_once(ledger: AnyLedger) -> None:
    """One of them is refused, whichever comes second."""
    for attempt in range(6):
        names = (f"left-{attempt}", f"right-{attempt}")
        for name in names:
            await ledger.publish(a_cadence(name=name), MONDAY)
        left, right = (
            a_cadence(name=name, exit={"then": other}) for name, other in (names, names[::-1])
        )

        answers = await asyncio.gather(
            ledger.publish(left, MONDAY + HOUR),
            ledger.publish(right, MONDAY + HOUR),
            return_exceptions=True,
        )

        assert sorted(isinstance(answer, InvalidCadence) for answer in answers) == [False, True]


async def test_a_slot_is_taken_once(ledger: AnyLedger) -> None:
    """Of many who ask at once exactly as many start as the day has room for."""
    mailbox = replace(ROBIN, limits=Limits(day=5))
    enrolled = [await an_enrolled(ledger, person) for person in PEOPLE]

    async def attempt(enrollment_id: str) -> bool:
        claim = await ledger.reserve(a_request(enrollment_id, mailbox=mailbox))
        return isinstance(claim, Claim) and await ledger.mark_in_doubt(claim, MONDAY) is None

    started = await asyncio.gather(*(attempt(each) for each in enrolled))

    assert sum(started) == 5
    (row,) = await ledger.mailboxes([mailbox], MONDAY)
    assert row.sent_today == 5


async def test_a_gap_has_one_mail(ledger: AnyLedger) -> None:
    """One of twelve who come at once starts; the others have a turn each, all different."""
    gap = timedelta(minutes=5)
    mailbox = replace(ROBIN, limits=Limits(gap=(gap, gap)))
    enrolled = [await an_enrolled(ledger, person) for person in PEOPLE]

    answers = await asyncio.gather(
        *(ledger.reserve(a_request(each, mailbox=mailbox)) for each in enrolled)
    )

    turns = sorted(answer.until for answer in answers if isinstance(answer, NoSlot))
    assert len(turns) == 11
    assert all(later - earlier >= gap for earlier, later in pairwise(turns))


async def test_a_pause_waits_for_the_mail_that_may_start(sql_ledger: SqlLedger) -> None:
    """Who has looked and not yet started is seen by nobody else: the pause comes after it."""
    await sql_ledger.resume_mailbox(ROBIN.address)
    order: list[str] = []
    has_looked = Event()

    def start(connection: Connection) -> None:
        mailboxes.locked(connection, ROBIN, "e")
        has_looked.set()
        sleep(0.2)
        order.append("mail")

    async def pause() -> None:
        await asyncio.to_thread(has_looked.wait)
        await sql_ledger.pause_mailbox(ROBIN.address, "by hand", None, MONDAY)
        order.append("pause")

    await asyncio.gather(sql_ledger._database.run(start), pause())

    assert order == ["mail", "pause"]


async def test_first_mails_of_a_mailbox_cross(ledger: AnyLedger) -> None:
    """Nobody waits for each other for ever, though each would be the one that was first."""
    await ledger.resume_mailbox(ROBIN.address)
    enrolled = [await an_enrolled(ledger, person) for person in PEOPLE]
    claims = [await ledger.reserve(a_request(each)) for each in enrolled]

    refused = await asyncio.gather(
        *(ledger.mark_in_doubt(claim, MONDAY) for claim in claims if isinstance(claim, Claim))
    )

    assert refused == [None] * len(PEOPLE)


async def test_pauses_cross_mails(ledger: AnyLedger) -> None:
    """Nobody waits for each other for ever, and once the pause stands nothing starts."""
    mailbox = replace(ROBIN, limits=Limits(day=100))
    enrolled = [await an_enrolled(ledger, person) for person in PEOPLE]
    claims = [await ledger.reserve(a_request(each, mailbox=mailbox)) for each in enrolled]

    await asyncio.gather(
        *(ledger.mark_in_doubt(claim, MONDAY) for claim in claims[:6] if isinstance(claim, Claim)),
        ledger.pause_mailbox(mailbox.address, "manual", None, MONDAY),
    )
    late = [await ledger.mark_in_doubt(c, MONDAY) for c in claims[6:] if isinstance(c, Claim)]

    assert len(late) == 6
    assert all(isinstance(answer, NoSlot) for answer in late)


async def test_an_event_finds_what_has_begun_while_it_waited(postgres: PostgresServer) -> None:
    """Where several processes write: its enrollment ends, and the next begins, under its hands."""
    url = postgres.new_database()
    migrate(url)
    ledger, other = open_ledger(url), open_ledger(url)
    await ledger.publish(NURTURE, MONDAY)
    old = await an_enrolled(ledger)
    ended_now, go_on = threading.Event(), threading.Event()

    def end_slowly(connection: Connection) -> None:
        succeeding.append(connection, old, [ended()])
        ended_now.set()
        assert go_on.wait(20)

    ending = asyncio.create_task(ledger._database.run(end_slowly))
    await asyncio.to_thread(ended_now.wait, 20)
    told = asyncio.create_task(other.ingest(an_event(email="ada@example.com")))
    await somebody_waits(other)
    go_on.set()
    await ending

    (follower,) = await followers(ledger, old)
    assert await told == (Ingested.ACCEPTED, follower)
    await ledger.close()
    await other.close()

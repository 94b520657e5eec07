"""Who tells whose events, in vain or not, and what a person then says of them, on every ledger."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.facts import ReplyReceived
from domain.ports import Ingested, Refusal
from ledger.records import EventNotWaiting, Lease, UnknownEvent
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    a_claim,
    a_request,
    an_enrolled,
    an_event,
    ended,
    somebody,
)

AT = MONDAY + HOUR
SECONDS = timedelta(seconds=10)


def a_lease(holder: str, after: timedelta = timedelta()) -> Lease:
    return Lease(holder, AT + after, AT + after + SECONDS)


async def with_events(ledger: AnyLedger, *event_ids: str, number: int = 0) -> str:
    """Somebody of whom these replies have come in."""
    enrolled = await an_enrolled(ledger, somebody(number))
    for event_id in event_ids:
        await ledger.ingest(an_event(event_id=event_id, enrollment_id=enrolled))
    return enrolled


async def set_aside(ledger: AnyLedger, enrolled: str) -> int:
    """The number of its first event, which its workflow could not be told."""
    event_id = next(r.id for r in await ledger.undelivered(99) if r.enrollment_id == enrolled)
    assert await ledger.failed(event_id, "ValueError: no", 1)
    return event_id


async def test_an_enrollment_is_leased_whole_and_to_one(ledger: AnyLedger) -> None:
    """All its events come to one dispatcher, in order; another finds it neither due nor free."""
    ada = await with_events(ledger, "1", "2")
    bo = await with_events(ledger, "3", number=1)
    await ledger.ingest(an_event(event_id="4", enrollment_id=ada))

    due = await ledger.due("left", AT, 10)
    mine = await ledger.lease([ada], a_lease("left"), 10)
    others = await ledger.due("right", AT, 10)
    theirs = await ledger.lease([ada, bo], a_lease("right"), 10)

    assert due == (ada, bo)
    assert [row.event_id for row in mine] == ["1", "2", "4"]
    assert others == (bo,)
    assert [row.event_id for row in theirs] == ["3"]
    assert await ledger.due("left", AT, 10) == (ada,)


async def test_a_lease_ends_by_itself_or_by_its_holder(ledger: AnyLedger) -> None:
    """A killed dispatcher holds nothing up for longer than its lease."""
    ada, bo = await with_events(ledger, "1"), await with_events(ledger, "2", number=1)
    await ledger.lease([ada], a_lease("killed"), 10)
    await ledger.lease([bo], a_lease("alive"), 10)

    before = await ledger.due("other", AT + SECONDS / 2, 10)
    await ledger.release("alive", {})
    after = await ledger.due("other", AT + SECONDS / 2, 10)
    taken = await ledger.lease([ada, bo], a_lease("other", SECONDS), 10)

    assert (before, after) == ((), (bo,))
    assert [row.enrollment_id for row in taken] == [ada, bo]
    assert await ledger.lease([ada], a_lease("killed", SECONDS), 10) == ()


async def test_who_could_not_be_told_waits_for_all(ledger: AnyLedger) -> None:
    """Held back, an enrollment is nobody's until its instant, not even of who held it back."""
    ada, bo = await with_events(ledger, "1"), await with_events(ledger, "2", number=1)
    await ledger.lease([ada, bo], a_lease("left"), 10)

    await ledger.release("left", {ada: AT + HOUR})

    assert await ledger.due("left", AT + HOUR / 2, 10) == (bo,)
    assert await ledger.due("right", AT + HOUR / 2, 10) == (bo,)
    assert await ledger.lease([ada], a_lease("left"), 10) == ()
    assert await ledger.due("right", AT + HOUR, 10) == (ada, bo)


async def test_a_lease_shows_what_is_still_to_be_told(ledger: AnyLedger) -> None:
    """Between the look and the lease another may have told it all."""
    ada = await with_events(ledger, "1")
    due = await ledger.due("late", AT, 10)
    (row,) = await ledger.lease(due, a_lease("early"), 10)
    await ledger.delivered(row.id, AT)
    await ledger.release("early", {})

    assert due == (ada,)
    assert await ledger.lease(due, a_lease("late"), 10) == ()


async def test_many_who_lease_at_once_share_the_work(ledger: AnyLedger) -> None:
    """Every enrollment goes to exactly one of them."""
    everybody = [await with_events(ledger, str(n), number=n) for n in range(12)]

    shares = await asyncio.gather(
        *(ledger.lease(everybody, a_lease(f"d{number}"), 99) for number in range(6))
    )

    told = sorted(row.enrollment_id for share in shares for row in share)
    assert told == sorted(everybody)


async def test_what_fails_too_often_is_set_aside_and_still_stops(ledger: AnyLedger) -> None:
    """With its reason; the next event of its enrollment is told, and no touch starts."""
    ada = await with_events(ledger, "1", "2")
    first, second = await ledger.undelivered(10)

    tries = [await ledger.failed(first.id, f"no {number}", 3) for number in range(4)]
    (row,) = await ledger.waiting()

    assert tries == [False, False, True, False]
    assert (row.id, row.verdict, row.reason, row.tries) == (first.id, "set_aside", "no 2", 3)
    assert await ledger.undelivered(10) == (second,)
    await ledger.append(ada, [ReplyReceived(at=AT, source_id=second.source_id)])
    await ledger.redeliver(AT + DAY)
    assert await ledger.reserve(a_request(ada)) is Refusal.STOP_PENDING


async def test_a_person_has_it_told_again(ledger: AnyLedger) -> None:
    """Put back it is as if it had just come in, stop and all."""
    ada = await with_events(ledger, "1")
    number = await set_aside(ledger, ada)

    await ledger.retry(number)

    assert await ledger.waiting() == ()
    assert [row.id for row in await ledger.undelivered(10)] == [number]
    stored = await ledger.event(number)
    assert (stored.row.tries, stored.row.reason, stored.has_stop) == (0, None, True)


async def test_a_person_discards_it_and_its_stop(ledger: AnyLedger) -> None:
    """What was set aside stops nothing any more; its reason is kept."""
    ada = await with_events(ledger, "1", "2")
    number = await set_aside(ledger, ada)

    await ledger.discard(number, AT)
    held = await ledger.reserve(a_request(ada))
    await ledger.discard(await set_aside(ledger, ada), AT)

    assert held is Refusal.STOP_PENDING
    await a_claim(ledger, ada)
    rows = await ledger.events("discarded")
    assert [(row.closed_at, row.reason) for row in rows] == [(AT, "ValueError: no")] * 2
    assert await ledger.waiting() == ()


async def test_only_what_waits_for_a_person_is_theirs(ledger: AnyLedger) -> None:
    """A typo in a number takes back no reply, and closes nothing twice."""
    ada = await with_events(ledger, "1")
    await ledger.ingest(an_event(event_id="2", email="stranger@example.com"))
    (accepted,) = await ledger.undelivered(10)
    (stranger,) = await ledger.waiting()

    with pytest.raises(EventNotWaiting, match=f"event {accepted.id} is accepted"):
        await ledger.discard(accepted.id, AT)
    with pytest.raises(EventNotWaiting, match="only what is set_aside can be tried again"):
        await ledger.retry(stranger.id)
    await ledger.discard(stranger.id, AT)
    with pytest.raises(EventNotWaiting):
        await ledger.discard(stranger.id, AT)
    for act in (ledger.retry(99), ledger.discard(99, AT), ledger.event(99)):
        with pytest.raises(UnknownEvent):
            await act
    assert await ledger.reserve(a_request(ada)) is Refusal.STOP_PENDING


async def test_who_has_ended_cannot_be_told(ledger: AnyLedger) -> None:
    """The dispatcher says so; the event is closed as too late, and its stop goes."""
    ada = await with_events(ledger, "1")
    (row,) = await ledger.undelivered(10)
    await ledger.append(ada, [ended(then=None)])

    await ledger.too_late(row.id, AT)

    assert await ledger.undelivered(10) == ()
    (event,) = await ledger.events()
    assert (event.verdict, event.closed_at) == (Ingested.TOO_LATE, AT)
    assert not (await ledger.event(row.id)).has_stop


async def test_all_that_is_known_of_an_event(ledger: AnyLedger) -> None:
    """Clues, verdict, stop and the bytes as they came."""
    ada = await an_enrolled(ledger)
    raw = b'{"odd": "\x00"}'
    event = an_event(enrollment_id=ada, email="ada@example.com", referral=somebody(7))
    await ledger.ingest(replace(event, raw=raw))
    (accepted,) = await ledger.undelivered(10)

    stored = await ledger.event(accepted.id)

    assert (stored.row.fact, stored.row.verdict, stored.row.enrollment_id) == (
        "reply",
        "accepted",
        ada,
    )
    assert (stored.row.email, stored.raw, stored.has_stop) == ("ada@example.com", raw, True)
    assert stored.referral is not None
    assert "p7@example.com" in stored.referral

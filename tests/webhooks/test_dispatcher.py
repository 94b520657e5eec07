"""Every accepted event reaches its workflow, in order, whatever is away in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, update

from config.host_clock import host_now
from domain.facts import INBOUND, OptedOut, ReplyReceived
from domain.mailboxes import Mailbox
from domain.ports import ClaimRequest, InboundEvent, Refusal
from ledger import migrate, open_ledger
from ledger.records import Lease, Ticket
from ledger.schema import inbox
from ledger.sql import SqlLedger
from tests.webhooks.door import ADA, MONDAY, ShippedLedger, ended, enrolled
from tests.webhooks.switchboard import (
    Switchboard,
    dispatching,
    heard_of,
    until,
    until_settled,
)
from webhooks.delivering import TRIES
from webhooks.dispatcher import PAGE, Rhythm, WakingIngress

BOB = "bob@byron.example"
UNHURRIED = Rhythm(poll=0.005, first=0.4, longest=0.4)
NEVER = Rhythm(poll=60, first=60, longest=60)


async def test_every_kind_of_fact_is_signaled_with_its_source(ledger: ShippedLedger) -> None:
    """The workflow hears the fact itself: its type, its source id, when it was received."""
    board = Switchboard()
    ticket = await enrolled(ledger)
    for number, fact in enumerate(INBOUND):
        await heard_of(ledger, ticket, f"msg_{number}", fact)

    async with dispatching(ledger, board):
        await until_settled(ledger)

    assert [fact.type for fact in board.facts] == list(INBOUND)
    opt_out = list(INBOUND).index("opt_out")
    assert OptedOut(at=MONDAY, source_id=f"webhook/msg_{opt_out}") in board.facts


async def test_delivery_leaves_the_stop_in_place(ledger: ShippedLedger) -> None:
    """Only the workflow's recorded fact lifts the stop: a signal may still be lost with its run."""
    board = Switchboard()
    ticket = await enrolled(ledger)
    await heard_of(ledger, ticket, "msg_1")

    async with dispatching(ledger, board):
        await until_settled(ledger)

    assert await ledger.reserve(a_claim_of(ticket)) is Refusal.STOP_PENDING


def a_claim_of(ticket: Ticket) -> ClaimRequest:
    return ClaimRequest(
        enrollment_id=ticket.enrollment_id,
        step="hello",
        generation=1,
        token="t",
        message_id="<hello@northwind.example>",
        mailbox=Mailbox("robin@northwind.example", "Robin Vale <robin@northwind.example>"),
        recipient=ADA,
        message=b"",
        not_after=MONDAY + timedelta(hours=1),
        at=MONDAY,
    )


async def test_events_of_one_enrollment_keep_their_order(ledger: ShippedLedger) -> None:
    """While its first event cannot be delivered its later ones wait, and others go on."""
    board = Switchboard()
    ada, bob = await enrolled(ledger), await enrolled(ledger, BOB)
    first = await heard_of(ledger, ada, "msg_1", "meeting_booked")
    board.unheard = {first[1]}
    second = await heard_of(ledger, ada, "msg_2", "meeting_canceled")
    other = await heard_of(ledger, bob, "msg_3")

    async with dispatching(ledger, board):
        await until(lambda: board.heard == [other])
        board.unheard = set()
        await until_settled(ledger)

    assert board.heard == [other, first, second]


async def test_failure_for_one_enrollment_is_its_own(ledger: ShippedLedger) -> None:
    """An answer nobody foresaw holds back one enrollment and loses nothing."""
    board = Switchboard()
    ada, bob = await enrolled(ledger), await enrolled(ledger, BOB)
    mine = await heard_of(ledger, ada, "msg_1")
    board.failing = {mine[1]}

    async with dispatching(ledger, board, UNHURRIED):
        await until(lambda: len(board.attempts) == 1)
        other = await heard_of(ledger, bob, "msg_2")
        await until_settled(ledger, mine[1])
        board.failing = set()
        await until_settled(ledger)

    assert board.heard == [other, mine]


async def test_what_fails_for_its_own_sake_is_set_aside(ledger: ShippedLedger) -> None:
    """After so many tries; then the enrollment's later events are told, and a person is asked."""
    board = Switchboard()
    ticket = await enrolled(ledger)
    poison = await heard_of(ledger, ticket, "msg_1")
    board.failing = {poison[1]}
    later = await heard_of(ledger, ticket, "msg_2", "meeting_booked")

    async with dispatching(ledger, board):
        await until_settled(ledger)

    (row,) = await ledger.waiting()
    assert board.heard == [later]
    assert len(board.attempts) == TRIES + 1
    assert (row.verdict, row.reason, row.tries) == ("set_aside", "ValueError: webhook/msg_1", TRIES)
    assert await ledger.reserve(a_claim_of(ticket)) is Refusal.STOP_PENDING


async def test_what_was_set_aside_is_told_when_a_person_says_so(ledger: ShippedLedger) -> None:
    """Once its fault is mended."""
    board = Switchboard()
    poison = await heard_of(ledger, await enrolled(ledger), "msg_1")
    board.failing = {poison[1]}
    async with dispatching(ledger, board):
        await until_settled(ledger)
        board.failing = set()

        (row,) = await ledger.waiting()
        await ledger.retry(row.id)
        await until_settled(ledger)

    assert board.heard == [poison]
    assert await ledger.waiting() == ()


async def test_what_cannot_be_read_holds_up_nobody(tmp_path: Path) -> None:
    """A stored detail of another version: set aside after so many tries, whatever else is told."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    migrate(url)
    ledger, board = open_ledger(url), Switchboard()
    ada, bob = await enrolled(ledger), await enrolled(ledger, BOB)
    for number, fact in enumerate(("reply", "engagement")):
        await heard_of(ledger, ada, f"odd_{number}", fact)
    await ledger._database.run(spoil)
    others = [await heard_of(ledger, ada, "msg_1"), await heard_of(ledger, bob, "msg_2")]

    async with dispatching(ledger, board):
        await until_settled(ledger)

    reasons = [row.reason for row in await ledger.waiting()]
    await ledger.close()
    assert sorted(board.heard) == sorted(others)
    assert [(reason or "").split(":")[0] for reason in reasons] == ["UnreadableEvent"] * 2


def spoil(connection: Connection) -> None:
    """A detail that is no JSON, and a fact that nobody knows."""
    connection.execute(update(inbox).where(inbox.c.fact == "reply").values(detail="{"))
    connection.execute(update(inbox).where(inbox.c.fact == "engagement").values(fact="telepathy"))


async def test_two_side_by_side_tell_everything_once(
    shared_ledger: Callable[[], SqlLedger],
) -> None:
    """On one database, as two processes would: each event is signaled once, in order."""
    left, right, board = shared_ledger(), shared_ledger(), Switchboard()
    people = [await enrolled(left, f"p{n}@example.com") for n in range(20)]
    told = [
        await heard_of(left, ticket, f"{number}_{n}")
        for number in range(4)
        for n, ticket in enumerate(people)
    ]

    async with dispatching(left, board), dispatching(right, board):
        more = [await heard_of(right, ticket, f"more_{n}") for n, ticket in enumerate(people)]
        await until_settled(left)

    assert sorted(board.heard) == sorted([*told, *more])
    for ticket in people:
        mine = [one for one in board.heard if one[0] == ticket.enrollment_id]
        assert mine == [one for one in (*told, *more) if one[0] == ticket.enrollment_id]


async def test_what_a_killed_dispatcher_had_is_told_soon(
    shared_ledger: Callable[[], SqlLedger],
) -> None:
    """Its lease ends by itself, though it never said goodbye."""
    ledger, board = shared_ledger(), Switchboard()
    told = await heard_of(ledger, await enrolled(ledger), "msg_1")
    (name,) = await ledger.due("killed", host_now(), 1)
    now = host_now()
    await ledger.lease([name], Lease("killed", now, now + timedelta(seconds=0.5)), 1)

    async with dispatching(ledger, board):
        await until_settled(ledger)
        now_free = host_now()

    assert board.heard == [told]
    assert now_free >= now + timedelta(seconds=0.5)


async def test_what_waits_does_not_crowd_out_what_came_later(ledger: ShippedLedger) -> None:
    """More stuck events than a page holds leave room for those behind them."""
    board = Switchboard()
    stuck = [await enrolled(ledger, f"p{n}@stuck.example") for n in range(PAGE + 1)]
    for number, ticket in enumerate(stuck):
        _, source_id = await heard_of(ledger, ticket, f"msg_{number}")
        board.unheard.add(source_id)
    last = await heard_of(ledger, await enrolled(ledger), "msg_last")

    async with dispatching(ledger, board):
        await until(lambda: board.heard == [last])


async def test_temporal_away_loses_nothing_and_is_not_hammered(ledger: ShippedLedger) -> None:
    """While Temporal is away the waits double up to the longest; back again, all is delivered."""
    board = Switchboard()
    board.is_away = True
    told = await heard_of(ledger, await enrolled(ledger), "msg_1")

    async with dispatching(ledger, board, Rhythm(poll=0.001, first=0.02, longest=0.08)):
        await until(lambda: len(board.attempts) == 4)
        board.is_away = False
        await until_settled(ledger)

    assert board.heard == [told]
    assert len(board.attempts) == 5


def test_waits_double_up_to_the_longest() -> None:
    """0.2 s, then twice as long each time, never over 5 s."""
    delays, delay = [], 0.0
    for _ in range(7):
        delay = Rhythm().after(delay)
        delays.append(delay)

    assert delays == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


async def test_event_of_an_ended_enrollment_is_set_aside(ledger: ShippedLedger) -> None:
    """Accepted before the end, undelivered after it: too late, and what follows is not held up."""
    board = Switchboard()
    ticket = await enrolled(ledger)
    first = await heard_of(ledger, ticket, "msg_1")
    second = await heard_of(ledger, ticket, "msg_2", "bounce")
    board.unheard = {first[1], second[1]}
    await ended(ledger, ticket)

    async with dispatching(ledger, board):
        await until_settled(ledger)

    assert board.heard == []


async def test_what_was_recorded_before_the_end_is_not_called_too_late(
    ledger: ShippedLedger,
) -> None:
    """Told by a process that was killed before it noted that: its fact stands, and it is closed."""
    board = Switchboard()
    ticket = await enrolled(ledger)
    first = await heard_of(ledger, ticket, "msg_1")
    board.unheard = {first[1]}
    recorded = ReplyReceived(at=MONDAY, source_id=first[1])
    await ledger.append(ticket.enrollment_id, [recorded])
    await ended(ledger, ticket)

    async with dispatching(ledger, board):
        await until_settled(ledger)

    assert [row.verdict for row in await ledger.events()] == ["accepted"]


async def test_restart_takes_up_what_was_left(ledger: ShippedLedger) -> None:
    """A dispatcher that died before it could deliver is followed by one that does, once."""
    board = Switchboard()
    board.is_away = True
    ticket = await enrolled(ledger)
    told = await heard_of(ledger, ticket, "msg_1")
    async with dispatching(ledger, board):
        await until(lambda: len(board.attempts) >= 1)
    board.is_away = False

    async with dispatching(ledger, board):
        await until_settled(ledger)
    async with dispatching(ledger, board):
        later = await heard_of(ledger, ticket, "msg_2")
        await until_settled(ledger)

    assert board.heard == [told, later]


async def test_accepted_event_wakes_the_dispatcher(ledger: ShippedLedger) -> None:
    """In the same process an event does not wait for the next look into the inbox."""
    board = Switchboard()
    ticket = await enrolled(ledger)
    event = InboundEvent(
        provider="webhook",
        event_id="msg_1",
        fact="reply",
        received_at=MONDAY,
        raw=b"",
        enrollment_id=ticket.enrollment_id,
    )

    async with dispatching(ledger, board, NEVER) as dispatcher:
        await WakingIngress(ledger, dispatcher.wake).ingest(event)
        await until(lambda: len(board.heard) == 1)

"""No touch starts after the 2xx of what stops it: every order of everybody's steps, every ledger.

Who acts: ingress, the real dispatcher, the run that records what it was told, planning and sending
(reserve, mark, settle) as a worker that nobody has told of anything, rep work, a person.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, cast

import pytest

from domain.decide import Record, next_action
from domain.enrollment import evolve
from domain.facts import Detail, Fact, InboundFact, TaskOpened, TouchPerformed
from domain.ports import Claim, ClaimState, InboundEvent, Ingested
from ledger.records import Ticket
from tests.contracts.orders import Actor, Stepped, Turns, in_every_order
from tests.contracts.scene import (
    DAY,
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_plan,
    a_request,
    a_task,
    an_event,
    somebody,
)
from webhooks.dispatcher import Dispatcher, Inbox
from webhooks.errors import TemporalUnavailable
from webhooks.signals import Signaled

AT = MONDAY + HOUR
AWAY = Detail(reply_class="out_of_office", until=MONDAY + DAY)
# What comes in, and whether it ends the enrollment.
STOPS: dict[str, tuple[dict[str, Any], bool]] = {
    "reply": ({"fact": "reply"}, True),
    "opt-out": ({"fact": "opt_out"}, True),
    "out of office": ({"fact": "reply", "detail": AWAY}, False),
}


@dataclass
class World:
    """One enrollment, what comes in about it, and what has been seen."""

    ledger: AnyLedger
    ticket: Ticket
    event: InboundEvent
    ends: bool
    temporal_is_up: bool = True
    tray: list[InboundFact] = field(default_factory=list)
    is_accepted: bool = False
    is_cleared: bool = False
    starts: int = 0

    @property
    def enrolled(self) -> str:
        return self.ticket.enrollment_id

    async def come_in(self, actor: Actor) -> None:
        await actor.pause()
        verdict, _ = await self.ledger.ingest(self.event)
        assert verdict in (Ingested.ACCEPTED, Ingested.TOO_LATE)
        self.is_accepted = verdict is Ingested.ACCEPTED

    async def dispatch(self, actor: Actor) -> None:
        """One round of the real dispatcher, which may find nothing."""
        stepped = Stepped(self.ledger, actor, ("due", "lease", "delivered"))
        dispatcher = Dispatcher(cast("Inbox", stepped), Wire(self, actor), lambda: AT)
        with suppress(TemporalUnavailable):
            await dispatcher.round()

    async def record(self, actor: Actor) -> None:
        await actor.pause()
        await self.recorded(AT)

    async def send(self, actor: Actor) -> None:
        """Plan, reserve, mark, settle."""
        ledger = cast("AnyLedger", Stepped(self.ledger, actor, SENDING))
        await ledger.append(self.enrolled, [a_plan()])
        claim = await ledger.reserve(a_request(self.enrolled))
        if not isinstance(claim, Claim):
            return
        if await ledger.mark_in_doubt(claim, AT) is None:
            self.started()
            await ledger.settle(claim, ClaimState.SENT, TouchPerformed(at=AT, step="intro"))

    async def open_task(self, actor: Actor) -> None:
        ledger = cast("AnyLedger", Stepped(self.ledger, actor, ("append", "open")))
        await ledger.append(self.enrolled, [a_plan("call", channel="call")])
        if isinstance(await ledger.open(a_task(self.enrolled)), TaskOpened):
            self.started()

    async def give_up_and_discard(self, actor: Actor) -> None:
        """The event cannot be told; a person looks at it and says that it means nothing."""
        await actor.pause()
        for row in await self.ledger.undelivered():
            await self.ledger.failed(row.id, "too large", 1)
        await actor.pause()
        for waiting in await self.ledger.waiting():
            await self.ledger.discard(waiting.id, AT)
            self.is_cleared = True

    def started(self) -> None:
        """A touch has started: nothing that was accepted may have stood against it."""
        self.starts += 1
        assert not (self.is_accepted and not self.is_cleared), "started against a stop"
        assert not (self.is_accepted and self.ends), "started after the end"

    async def recorded(self, at: datetime) -> None:
        """As the run does it: what it was told and all that follows, in one append."""
        ticket = await self.ledger.ticket(self.enrolled)
        state, new = ticket.state, list[Fact]()
        told = [fact for fact in self.tray if not state.has_taken(fact)]
        for fact in told:
            state, new = evolve(state, fact), [*new, fact]
        while isinstance(action := next_action(ticket.plan, state, at), Record):
            state, new = evolve(state, action.fact), [*new, action.fact]
        if new:
            await self.ledger.append(self.enrolled, new)
            self.is_cleared = self.is_cleared or bool(told)

    async def come_to_rest(self) -> None:
        """Temporal is back, everybody does their work: the fact is recorded, the stop is gone."""
        self.temporal_is_up = True
        idle = Actor(lambda _: _nothing())
        while await Dispatcher(self.ledger, Wire(self, idle, waits=False), lambda: AT).round():
            pass
        await self.recorded(AT)
        _, _, facts = await self.ledger.enrollment(self.enrolled)
        keys = [row.fact.key for row in facts]
        assert keys.count(f"source/crm/{self.event.event_id}") == int(self.is_accepted)
        assert await self.ledger.undelivered() == ()


@dataclass
class Wire:
    """Signals to the tray of the run, where Temporal is up."""

    world: World
    actor: Actor
    waits: bool = True

    async def signal(self, workflow_id: str, enrollment_id: str, fact: InboundFact) -> Signaled:
        if self.waits:
            await self.actor.pause()
        if not self.world.temporal_is_up:
            raise TemporalUnavailable
        self.world.tray.append(fact)
        return Signaled.HEARD


SENDING = ("append", "reserve", "mark_in_doubt", "settle")
Part = Callable[[World], Callable[[Actor], Awaitable[None]]]
Worlds = Callable[[], Awaitable[World]]


async def _nothing() -> None:
    return


async def worlds_of(ledger: AnyLedger, stop: str) -> Worlds:
    """Makes worlds in which this comes in."""
    await ledger.publish(INTRODUCTION, MONDAY)
    numbers = count(1)
    fields, ends = STOPS[stop]

    async def another() -> World:
        number = next(numbers)
        (ticket,) = await ledger.enroll([somebody(number)], INTRODUCTION.name, MONDAY)
        assert isinstance(ticket, Ticket)
        given = {**fields, "event_id": str(number), "enrollment_id": ticket.enrollment_id}
        return World(ledger, ticket, an_event(**given), ends)

    return another


async def prove(worlds: Worlds, *parts: Part, temporal_is_up: bool = True) -> tuple[int, int]:
    """Run them in every order; how many orders there were, and in how many a touch started."""
    started = 0

    async def run(turns: Turns) -> None:
        nonlocal started
        world = await worlds()
        world.temporal_is_up = temporal_is_up
        await turns.take([Actor(part(world)) for part in parts])
        started += world.starts
        await world.come_to_rest()
        await assert_free(world)

    return await in_every_order(run), started


async def assert_free(world: World) -> None:
    """Nothing blocks for ever: what ends has ended, and all else goes on in the end."""
    await world.recorded(MONDAY + 2 * DAY)
    ticket = await world.ledger.ticket(world.enrolled)
    if world.ends:
        assert ticket.state.is_ended
    elif "call" not in ticket.state.touches:
        late = a_task(
            world.enrolled, at=MONDAY + 2 * DAY, not_after=MONDAY + 3 * DAY, until=MONDAY + 4 * DAY
        )
        assert isinstance(await world.ledger.open(late), TaskOpened)


@pytest.mark.parametrize("stop", STOPS)
async def test_no_mail_starts_after_the_2xx(ledger: AnyLedger, stop: str) -> None:
    """Ingress, dispatcher, the recording run and a send, in every order of their steps."""
    worlds = await worlds_of(ledger, stop)

    orders, started = await prove(
        worlds, lambda w: w.come_in, lambda w: w.dispatch, lambda w: w.record, lambda w: w.send
    )

    assert (orders, 0 < started < orders) == (361, True)


@pytest.mark.parametrize("stop", STOPS)
async def test_no_task_opens_after_the_2xx(ledger: AnyLedger, stop: str) -> None:
    """The same for rep work."""
    worlds = await worlds_of(ledger, stop)

    orders, started = await prove(
        worlds, lambda w: w.come_in, lambda w: w.dispatch, lambda w: w.record, lambda w: w.open_task
    )

    assert (orders, 0 < started < orders) == (198, True)


@pytest.mark.parametrize("stop", STOPS)
async def test_nor_while_temporal_is_stopped(ledger: AnyLedger, stop: str) -> None:
    """When nobody can be told: only what came before the 2xx has started."""
    worlds = await worlds_of(ledger, stop)

    orders, started = await prove(
        worlds, lambda w: w.come_in, lambda w: w.dispatch, lambda w: w.send, temporal_is_up=False
    )

    assert (orders, 0 < started < orders) == (38, True)


async def test_nor_before_a_person_has_discarded_it(ledger: AnyLedger) -> None:
    """What was set aside stops as before; once it is discarded, nothing does."""
    worlds = await worlds_of(ledger, "out of office")
    started = 0

    async def run(turns: Turns) -> None:
        nonlocal started
        world = await worlds()
        parts = (world.come_in, world.give_up_and_discard, world.send)
        await turns.take([Actor(part) for part in parts])
        started += world.starts
        await world.give_up_and_discard(Passing())
        assert isinstance(await ledger.open(a_task(world.enrolled)), TaskOpened)

    orders = await in_every_order(run)

    assert (orders, 0 < started < orders) == (77, True)


class Passing(Actor):
    """Somebody who waits for no turn."""

    def __init__(self) -> None:
        super().__init__(lambda _: _nothing())

    async def pause(self) -> None:
        return

"""No touch starts after the 2xx of what stops it: every order of everybody's steps, every ledger.

Who acts: ingress, the real dispatcher, the run that records what it was told, planning and sending
(reserve, mark, settle) as a worker that nobody has told of anything, rep work, a person.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from domain.facts import TaskOpened
from ledger.records import Ticket
from tests.contracts.orders import Actor, Turns, in_every_order
from tests.contracts.scene import DAY, INTRODUCTION, MONDAY, AnyLedger, a_task, an_event, somebody
from tests.contracts.stopped_world import STOPS, Passing, World

Part = Callable[[World], Callable[[Actor], Awaitable[None]]]
Worlds = Callable[[], Awaitable[World]]


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

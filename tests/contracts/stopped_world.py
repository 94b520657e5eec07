"""One enrollment, who acts on it step by step, and what must never be seen of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from domain.decide import Record, next_action
from domain.enrollment import evolve
from domain.facts import Detail, Fact, InboundFact, TaskOpened, TouchPerformed
from domain.ports import Claim, ClaimState, InboundEvent, Ingested
from ledger.records import Ticket
from tests.contracts.orders import Actor, Stepped
from tests.contracts.scene import DAY, HOUR, MONDAY, AnyLedger, a_plan, a_request, a_task
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
        idle = Passing()
        while await Dispatcher(self.ledger, Wire(self, idle), lambda: AT).round():
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

    async def signal(self, workflow_id: str, enrollment_id: str, fact: InboundFact) -> Signaled:
        await self.actor.pause()
        if not self.world.temporal_is_up:
            raise TemporalUnavailable
        self.world.tray.append(fact)
        return Signaled.HEARD


SENDING = ("append", "reserve", "mark_in_doubt", "settle")


class Passing(Actor):
    """Somebody who waits for no turn."""

    def __init__(self) -> None:
        super().__init__(lambda _: _nothing())

    async def pause(self) -> None:
        return


async def _nothing() -> None:
    return

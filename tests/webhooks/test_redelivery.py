"""Every event fifty times, shuffled, over four connections to the real server: facts as if once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable

import httpx

from domain.decide import Record, next_action
from domain.facts import INBOUND, InboundFact
from ledger.records import Ticket
from ledger.sql import SqlLedger
from tests.webhooks.door import ADA, MONDAY, SECRET, body_of, enrolled, signed
from tests.webhooks.providers.senders import SENDERS
from tests.webhooks.providers.signatures import PUBLIC_URL
from tests.webhooks.serving import served
from tests.webhooks.switchboard import dispatching, until_settled
from webhooks.app import create_app
from webhooks.providers.routes import Providers
from webhooks.signals import Signaled
from webhooks.standard import StandardEndpoint

TIMES = 50
CONNECTIONS = 4
BOB = "bob@byron.example"
Post = tuple[str, bytes, dict[str, str]]


class Runs:
    """Runs that record what they are told, and what follows from it, as a workflow does."""

    def __init__(self, ledger: SqlLedger) -> None:
        self._ledger = ledger

    async def signal(self, workflow_id: str, enrollment_id: str, fact: InboundFact) -> Signaled:
        ticket = await self._ledger.ticket(enrollment_id)
        if ticket.state.is_ended:
            return Signaled.NO_WORKFLOW
        await self._ledger.append(enrollment_id, [fact])
        told = await self._ledger.ticket(enrollment_id)
        follows = next_action(told.plan, told.state, MONDAY)
        if isinstance(follows, Record):
            await self._ledger.append(enrollment_id, [follows.fact])
        return Signaled.HEARD


def posts(bob: Ticket) -> list[Post]:
    """One event of every provider about Ada, and every fact about Bob by our own endpoint."""
    theirs = [
        (f"/webhooks/{path}", sender.body, sender.sign(sender.body))
        for path, sender in SENDERS.items()
    ]
    bodies = [body_of(fact, enrollment=bob.enrollment_id) for fact in INBOUND]
    ours = [
        ("/webhooks/standard", body, signed(body, f"bob_{number}"))
        for number, body in enumerate(bodies)
    ]
    return [*theirs, *ours]


async def delivered(port: int, share: list[Post]) -> None:
    """One connection's share, one after the other."""
    limits = httpx.Limits(max_connections=1)
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, limits=limits) as client:
        for path, body, headers in share:
            answer = await client.post(path, content=body, headers=headers)
            assert answer.is_success, (path, answer.text)


def shuffled(times: int, every: list[Post]) -> list[Post]:
    """The same order in every run."""
    numbered = [(number, each) for number in range(times) for each in every]
    by_chance = lambda one: hashlib.sha256(f"{one[0]}{one[1][:2]}".encode()).digest()  # noqa: E731 -- a key
    return [each for _, each in sorted(numbered, key=by_chance)]


async def facts_after(ledger: SqlLedger, times: int) -> dict[str, set[str]]:
    """What is recorded of each, by key, when every event has come so many times."""
    people = [await enrolled(ledger, ADA), await enrolled(ledger, BOB)]
    every = shuffled(times, posts(people[1]))
    app = create_app(
        ledger,
        lambda: MONDAY,
        StandardEndpoint(SECRET),
        providers=Providers({p: s.provider for p, s in SENDERS.items()}, PUBLIC_URL),
    )
    async with dispatching(ledger, Runs(ledger)), served(app) as port:
        shares = [every[first::CONNECTIONS] for first in range(CONNECTIONS)]
        await asyncio.gather(*(delivered(port, share) for share in shares))
        await until_settled(ledger)
    return {person.workflow_id: await _keys(ledger, person) for person in people}


async def _keys(ledger: SqlLedger, ticket: Ticket) -> set[str]:
    """The facts that came in, once each; what came too late for the run is among them."""
    _, _, facts = await ledger.enrollment(ticket.enrollment_id)
    keys = [row.key for row in facts if row.key.startswith("source/")]
    late = {
        f"source/{row.provider}/{row.event_id}"
        for row in await ledger.events("too_late")
        if row.enrollment_id == ticket.enrollment_id
    }
    assert len(set(keys)) == len(keys)
    assert late <= {*keys}
    return {*keys}


async def test_fifty_deliveries_are_as_one(shared_ledger: Callable[[], SqlLedger]) -> None:
    """Each event is one fact, however often it came."""
    ledger = shared_ledger()

    many = await facts_after(ledger, TIMES)

    assert sum(map(len, many.values())) == len(SENDERS) + len(INBOUND)
    assert len(await ledger.events()) == len(SENDERS) + len(INBOUND)
    assert await ledger.waiting() == ()

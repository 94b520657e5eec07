"""An opt-out at every moment of a real send, through the real door, on every ledger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from temporalio.testing import ActivityEnvironment

from activities.email import EmailActivities
from activities.touching import Started, StartTouch
from activities.transports.smtp import SmtpTransport
from domain.decide import Record, next_action
from domain.facts import Fact, TouchHeld, TouchInDoubt, TouchPerformed, inbound_fact
from domain.mail.opt_out_link import opt_out_token
from domain.mailboxes.servers import Server
from domain.ports import Ledger, Refusal
from ledger.records import NotEnrolled
from tests.activities.desk import HASTY
from tests.builders import ROBIN, a_prospect
from tests.contracts.scene import (
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_plan,
    a_task,
    an_enrolled,
    row_of,
)
from tests.smtp_server import Answer, Script, ScriptedServer, a_scripted_server
from tests.webhooks.door import KEY, served_door

AT = MONDAY + HOUR
KEEPS_AND_DIES: Script = {"body": Answer(None, drops=True, keeps=True)}
STOPPED = (
    "before enrollee",
    "after enrollee",
    "before reserve",
    "after reserve",
    "before mark_in_doubt",
)
TOO_LATE = ("after mark_in_doubt", "before settle", "after settle")


class Interrupted:
    """A ledger with something that happens once, just before or after one of its steps."""

    def __init__(
        self, ledger: AnyLedger, moment: str, interrupt: Callable[[], Awaitable[None]]
    ) -> None:
        self._ledger = ledger
        self._interrupts = {moment: interrupt}

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        step = getattr(self._ledger, name)

        async def stepped(*given: object) -> object:
            await self._reached(f"before {name}")
            answer = await step(*given)
            await self._reached(f"after {name}")
            return answer

        return stepped

    async def _reached(self, moment: str) -> None:
        if interrupt := self._interrupts.pop(moment, None):
            await interrupt()


async def sent(ledger: AnyLedger, server: ScriptedServer, enrolled: str, moment: str) -> Started:
    """Run the real activity, with the opt-out accepted by the real door at this moment."""
    await ledger.append(enrolled, [a_plan()])

    async def opt_out() -> None:
        async with served_door(ledger) as client:
            answer = await client.post(f"/opt-out/{opt_out_token(KEY, enrolled)}")
        assert answer.status_code == 200

    transport = SmtpTransport(Server("127.0.0.1", server.port), HASTY)
    interrupted = cast("Ledger", Interrupted(ledger, moment, opt_out))
    activities = EmailActivities(interrupted, transport, [ROBIN], lambda: AT)
    request = StartTouch(enrolled, "intro", 1, "email", MONDAY + 8 * HOUR)
    started: Started = await ActivityEnvironment().run(activities.send_email, request)
    await transport.aclose()
    return started


async def hear(ledger: AnyLedger, enrolled: str) -> None:
    """What the run does with what came in: record it, then whatever follows of itself."""
    for row in await ledger.undelivered(10):
        heard = inbound_fact(row.fact, row.received_at, row.source_id, row.detail)
        await ledger.append(enrolled, [heard])
    ticket = await ledger.ticket(enrolled)
    action = next_action(ticket.plan, ticket.state, AT)
    assert isinstance(action, Record)
    await ledger.append(enrolled, [action.fact])


async def outcome_of(ledger: AnyLedger, enrolled: str) -> tuple[Any, ...]:
    """Where the enrollment stands, and how its one touch went."""
    row, touches, _ = await ledger.enrollment(enrolled)
    return row.state, [(touch.step, touch.outcome) for touch in touches]


@pytest.mark.parametrize("moment", STOPPED)
async def test_an_opt_out_before_the_mark_stops_the_send(ledger: AnyLedger, moment: str) -> None:
    """Up to the server's go-ahead: not a byte of the mail goes out."""
    enrolled = await an_enrolled(ledger)

    async with a_scripted_server() as server:
        started = await sent(ledger, server, enrolled, moment)
    await hear(ledger, enrolled)

    assert isinstance(started, TouchHeld)
    assert (started.reason, server.bodies_begun) == (Refusal.STOP_PENDING, 0)
    assert await outcome_of(ledger, enrolled) == ("opted_out", [("intro", "held")])


@pytest.mark.parametrize("moment", TOO_LATE)
@pytest.mark.parametrize(
    ("script", "fact", "outcome"),
    [({}, TouchPerformed, "performed"), (KEEPS_AND_DIES, TouchInDoubt, "in_doubt")],
    ids=["answered", "unanswered"],
)
async def test_one_after_the_mark_is_told_as_what_it_is(
    ledger: AnyLedger, moment: str, script: Script, fact: type[Fact], outcome: str
) -> None:
    """The mail is out or in doubt and says so; the enrollment is over, and nothing follows."""
    enrolled = await an_enrolled(ledger)

    async with a_scripted_server(script) as server:
        started = await sent(ledger, server, enrolled, moment)
    at_once = await ledger.open(a_task(enrolled))
    await hear(ledger, enrolled)

    assert (type(started), len(server.delivered)) == (fact, 1)
    assert at_once is Refusal.STOP_PENDING
    assert await outcome_of(ledger, enrolled) == ("opted_out", [("intro", outcome)])
    assert (await row_of(ledger, enrolled)).reason == "opted_out"
    assert await ledger.open(a_task(enrolled)) is Refusal.ENDED
    again = await ledger.enroll([a_prospect()], INTRODUCTION.name, AT, True)
    assert again == (NotEnrolled.SUPPRESSED,)

"""What ended before it was told: no run is told what is meant for another enrollment."""

from __future__ import annotations

from domain.cadence import Cadence
from domain.facts import Engaged
from domain.people.prospects import Prospect
from ledger.records import Ticket
from tests.webhooks.door import ADA, INTRODUCTION, MONDAY, ShippedLedger, ended, enrolled
from tests.webhooks.switchboard import Switchboard, dispatching, heard_of, until_settled


async def test_what_an_end_overtakes_is_told_to_the_next(ledger: ShippedLedger) -> None:
    """Both enrollments have one workflow id; the run is told in the name of its own."""
    board = Switchboard()
    ticket = await enrolled(ledger)
    _, source = await heard_of(ledger, ticket, "msg_1")
    await ended(ledger, ticket)
    given = INTRODUCTION.model_dump(exclude_defaults=True) | {"name": "another"}
    another = Cadence.model_validate(given)
    await ledger.publish(another, MONDAY)
    (now,) = await ledger.enroll([Prospect(id="", email=ADA)], another.name, MONDAY)
    assert isinstance(now, Ticket)

    async with dispatching(ledger, board):
        await until_settled(ledger)

    assert now.workflow_id == ticket.workflow_id
    assert board.heard == [(now.enrollment_id, source)]


async def test_what_is_recorded_is_told_to_nobody(ledger: ShippedLedger) -> None:
    """Its run has heard it, and goes on."""
    board = Switchboard()
    ticket = await enrolled(ledger)
    _, source = await heard_of(ledger, ticket, "msg_1", "engagement")
    await ledger.append(ticket.enrollment_id, [Engaged(at=MONDAY, source_id=source)])

    async with dispatching(ledger, board):
        await until_settled(ledger)

    assert board.heard == []

"""A meeting that is moved or canceled, from its events to where the enrollment stands."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from domain.decide import Record, next_action
from domain.facts import inbound_fact
from ledger.memory import MemoryLedger
from ledger.records import Ticket
from tests.builders import a_cadence, a_prospect
from tests.webhooks.door import ADA, MONDAY
from tests.webhooks.providers.senders import CAL_COM, CALENDLY, Sender, door_for, post_as

INVITEES = "https://api.calendly.com/scheduled_events/AAA/invitees/"


def at_calendly(event: str, uri: str, **fields: object) -> dict[str, Any]:
    given: Any = CALENDLY.payload
    payload = {**given["payload"], "uri": INVITEES + uri, **fields}
    return {**given, "event": event, "payload": payload}


def at_cal_com(trigger: str, uid: str, **fields: object) -> dict[str, Any]:
    given: Any = CAL_COM.payload
    return {**given, "triggerEvent": trigger, "payload": {**given["payload"], "uid": uid, **fields}}


BOOKED_THERE = at_calendly("invitee.created", "OLD")
MOVED_THERE = (
    at_calendly("invitee.canceled", "OLD", rescheduled=True, new_invitee=INVITEES + "NEW"),
    at_calendly("invitee.created", "NEW", old_invitee=INVITEES + "OLD"),
)
CANCELED_THERE = at_calendly("invitee.canceled", "NEW", status="canceled")
BOOKED_HERE = at_cal_com("BOOKING_CREATED", "old")
MOVED_HERE = (at_cal_com("BOOKING_RESCHEDULED", "new", rescheduleUid="old"),)
CANCELED_HERE = at_cal_com("BOOKING_CANCELLED", "new")
EACH = pytest.mark.parametrize(
    ("sender", "booked", "moved", "canceled"),
    [
        (CALENDLY, BOOKED_THERE, MOVED_THERE, CANCELED_THERE),
        (CAL_COM, BOOKED_HERE, MOVED_HERE, CANCELED_HERE),
    ],
    ids=["calendly", "cal_com"],
)


async def enrolled(ledger: MemoryLedger, **on: object) -> Ticket:
    cadence = a_cadence(on=on)
    await ledger.publish(cadence, MONDAY)
    (ticket,) = await ledger.enroll([a_prospect(email=ADA)], cadence.name, MONDAY)
    assert isinstance(ticket, Ticket)
    return ticket


async def happens(ledger: MemoryLedger, sender: Sender, *payloads: object) -> str:
    """Tell these, let the run hear what was accepted, as it does, and say how it stands then."""
    async with door_for(ledger, sender) as client:
        for payload in payloads:
            assert (await post_as(client, sender, payload)).status_code == 202
    for row in await ledger.undelivered(10):
        fact = inbound_fact(row.fact, row.received_at, row.source_id, row.detail)
        await ledger.append(row.enrollment_id, [fact])
        await ledger.delivered(row.id, MONDAY)
        ticket = await ledger.ticket(row.enrollment_id)
        while isinstance(action := next_action(ticket.plan, ticket.state, MONDAY), Record):
            await ledger.append(row.enrollment_id, [action.fact])
            ticket = await ledger.ticket(row.enrollment_id)
    (shown,) = await ledger.enrollments()
    return f"{shown.state} ({shown.reason})"


@EACH
async def test_a_moved_meeting_is_a_meeting(
    sender: Sender, booked: object, moved: tuple[object, ...], canceled: object
) -> None:
    """In whichever order its events come, it stays ended as booked; so it does when canceled."""
    for order in permutations(moved):
        ledger = MemoryLedger()
        await enrolled(ledger)

        assert await happens(ledger, sender, booked) == "finished (meeting_booked)"
        assert await happens(ledger, sender, *order) == "finished (meeting_booked)"
        assert await happens(ledger, sender, canceled) == "finished (meeting_booked)"


@EACH
async def test_a_move_that_comes_first_is_a_meeting(
    sender: Sender, booked: object, moved: tuple[object, ...], canceled: object
) -> None:
    """Where the booking itself never came through."""
    for order in permutations(moved):
        ledger = MemoryLedger()
        await enrolled(ledger)

        assert await happens(ledger, sender, *order) == "finished (meeting_booked)"


@EACH
async def test_a_canceled_meeting_does_what_the_cadence_says(
    sender: Sender, booked: object, moved: tuple[object, ...], canceled: object
) -> None:
    """Where a booked meeting pauses, a canceled one may go another way; a move is none."""
    for order in permutations(moved):
        ledger = MemoryLedger()
        await enrolled(ledger, meeting_booked="pause", meeting_canceled={"finish": "lost"})

        assert await happens(ledger, sender, booked) == "paused (meeting_booked)"
        assert await happens(ledger, sender, *order) == "paused (meeting_booked)"
        assert await happens(ledger, sender, canceled) == "finished (lost)"


@EACH
async def test_the_zone_of_the_invitee_is_kept(
    sender: Sender, booked: object, moved: tuple[object, ...], canceled: object
) -> None:
    """What is planned from then on may live by it."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)

    await happens(ledger, sender, booked)

    person = (await ledger.enrollee(ticket.enrollment_id)).prospect
    assert person.meeting_timezone == "Europe/London"

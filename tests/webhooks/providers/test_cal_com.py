"""Cal.com: booked, moved, canceled; by the link, else by everybody who comes."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, WatchedIngress, enrolled
from tests.webhooks.providers.senders import CAL_COM, door_for, post_as

BO = "bo@else.example"


def told(trigger: str, **booking: object) -> dict[str, Any]:
    payload: Any = CAL_COM.payload
    return {**payload, "triggerEvent": trigger, "payload": {**payload["payload"], **booking}}


@pytest.mark.parametrize(
    ("trigger", "fact"),
    [
        ("BOOKING_REQUESTED", "meeting_booked"),
        ("BOOKING_CREATED", "meeting_booked"),
        ("BOOKING_RESCHEDULED", "meeting_booked"),
        ("BOOKING_CANCELLED", "meeting_canceled"),
        ("BOOKING_REJECTED", "meeting_canceled"),
    ],
)
async def test_what_each_trigger_means(trigger: str, fact: str) -> None:
    """A move is a meeting; its own uid makes it another event than the booking."""
    ingress = WatchedIngress(MemoryLedger())

    async with door_for(ingress, CAL_COM) as client:
        answer = await post_as(client, CAL_COM, told(trigger, rescheduleUid="old"))

    assert answer.status_code == 202
    assert [(event.fact, event.email) for event in ingress.events] == [(fact, ADA)]


@pytest.mark.parametrize(
    "payload",
    [
        {"triggerEvent": "PING", "createdAt": "2026-03-02T09:00:00Z"},
        {"triggerEvent": "MEETING_ENDED", "title": "flat, without a payload"},
    ],
)
async def test_other_triggers_are_no_facts(payload: object) -> None:
    """The test of the webhook page, and the ends of meetings, are accepted and mean nothing."""
    ingress = WatchedIngress(MemoryLedger())

    async with door_for(ingress, CAL_COM) as client:
        answer = await post_as(client, CAL_COM, payload)

    assert (answer.status_code, answer.json(), ingress.events) == (202, {"events": []}, [])


async def test_a_guest_may_be_the_prospect() -> None:
    """Who books for a prospect names the prospect as a guest, and that one is found."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)
    attendees = [{"email": BO}, {"email": ADA}]

    async with door_for(ledger, CAL_COM) as client:
        answer = await post_as(client, CAL_COM, told("BOOKING_CREATED", attendees=attendees))

    assert answer.json()["events"] == [
        {"verdict": "unmatched", "enrollment": None},
        {"verdict": "accepted", "enrollment": ticket.enrollment_id},
    ]


async def test_the_link_names_the_enrollment() -> None:
    """`?metadata[enrollment]=…` in the booking link comes back in the booking."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)
    booking = {"attendees": [{"email": BO}], "metadata": {"enrollment": ticket.enrollment_id}}

    async with door_for(ledger, CAL_COM) as client:
        answer = await post_as(client, CAL_COM, told("BOOKING_CREATED", **booking))

    assert answer.json()["events"] == [{"verdict": "accepted", "enrollment": ticket.enrollment_id}]

"""Calendly: booked, canceled, moved; found by the link, else by the address."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, WatchedIngress, enrolled
from tests.webhooks.providers.senders import CALENDLY, door_for, post_as

INVITEES = "https://api.calendly.com/scheduled_events/AAA/invitees/"


def told(event: str, **invitee: object) -> dict[str, Any]:
    payload: Any = CALENDLY.payload
    return {**payload, "event": event, "payload": {**payload["payload"], **invitee}}


MOVED = (
    told(
        "invitee.canceled",
        uri=INVITEES + "OLD",
        rescheduled=True,
        new_invitee=INVITEES + "NEW",
        status="canceled",
    ),
    told("invitee.created", uri=INVITEES + "NEW", old_invitee=INVITEES + "OLD"),
)


async def facts_of(*payloads: object) -> list[tuple[str, str]]:
    ingress = WatchedIngress(MemoryLedger())
    async with door_for(ingress, CALENDLY) as client:
        for payload in payloads:
            assert (await post_as(client, CALENDLY, payload)).status_code == 202
    return [(event.fact, event.event_id) for event in ingress.events]


async def test_booked_and_canceled() -> None:
    """Each is its fact, under the invitee's own id."""
    booked, canceled = told("invitee.created"), told("invitee.canceled", status="canceled")

    assert await facts_of(booked, canceled) == [
        ("meeting_booked", "invitee.created/INV1"),
        ("meeting_canceled", "invitee.canceled/INV1"),
    ]


async def test_a_move_never_reads_as_canceled() -> None:
    """In whichever order its two events come, and told twice, it is a meeting."""
    for order in permutations(MOVED):
        found = await facts_of(*order, *order)

        assert {fact for fact, _ in found} == {"meeting_booked"}


async def test_other_events_are_no_facts() -> None:
    """A no-show, a routing form, what they may add: accepted, and nothing follows."""
    assert await facts_of({"event": "invitee_no_show.created", "payload": {"uri": "x"}}) == []


async def test_the_link_says_more_than_the_address() -> None:
    """Whoever books by the link in a mail books for its enrollment, from whatever address."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)
    tracking = {"utm_content": ticket.enrollment_id}

    async with door_for(ledger, CALENDLY) as client:
        payload = told("invitee.created", email="pa@else.example", tracking=tracking)
        answer = await post_as(client, CALENDLY, payload)

    assert answer.json()["events"][0]["enrollment"] == ticket.enrollment_id


async def test_a_campaign_in_the_link_is_no_enrollment() -> None:
    """Others use utm_content for what it was made for; then the address counts."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)

    async with door_for(ledger, CALENDLY) as client:
        payload = told("invitee.created", email=ADA, tracking={"utm_content": "spring sale"})
        answer = await post_as(client, CALENDLY, payload)

    assert answer.json()["events"][0]["enrollment"] == ticket.enrollment_id


async def test_another_body_or_moment_is_not_what_was_signed() -> None:
    """The signature is over the seconds and the body."""
    signed = CALENDLY.sign(CALENDLY.body)
    later = {name: value.replace("t=1", "t=2") for name, value in signed.items()}

    async with door_for(MemoryLedger(), CALENDLY) as client:
        other = await client.post("/webhooks/calendly", content=b"{}", headers=signed)
        moved = await client.post("/webhooks/calendly", content=CALENDLY.body, headers=later)

    assert (other.status_code, moved.status_code) == (401, 401)

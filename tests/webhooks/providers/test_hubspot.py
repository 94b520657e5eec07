"""HubSpot: custom actions name their prospect, changes of contacts are kept for a person."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest

from config.host_clock import host_now
from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, WatchedIngress
from tests.webhooks.providers.senders import HUBSPOT, door_for, post_as
from tests.webhooks.providers.signatures import KEY, PUBLIC_URL


def an_action(**fields: object) -> dict[str, Any]:
    payload: Any = HUBSPOT.payload
    return {**payload, "inputFields": fields}


def a_change(name: str, value: str | None, kind: str = "contact.propertyChange") -> dict[str, Any]:
    return {
        "eventId": 100,
        "subscriptionId": 1234,
        "portalId": 102670506,
        "appId": 98765,
        "occurredAt": 1772442000000,
        "subscriptionType": kind,
        "attemptNumber": 0,
        "objectId": 904,
        "propertyName": name,
        "propertyValue": value,
        "changeSource": "CRM",
    }


async def test_an_action_says_what_happened_to_whom() -> None:
    """By the enrollment that it names, and by the address."""
    ingress = WatchedIngress(MemoryLedger())

    async with door_for(ingress, HUBSPOT) as client:
        fields = {"fact": "reply", "email": ADA, "enrollment": "e-0123456789ab"}
        answer = await post_as(client, HUBSPOT, an_action(**fields))

    (event,) = ingress.events
    assert answer.status_code == 202
    assert (event.fact, event.email, event.enrollment_id) == ("reply", ADA, "e-0123456789ab")


async def test_an_action_with_an_unknown_fact_is_400() -> None:
    """It says which there are."""
    async with door_for(MemoryLedger(), HUBSPOT) as client:
        answer = await post_as(client, HUBSPOT, an_action(fact="enrolled", email=ADA))

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("inputFields.fact: must be one of reply, ")


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (a_change("hs_sales_email_last_replied", "1772442000000"), "reply"),
        (a_change("engagements_last_meeting_booked", "1772442000000"), "meeting_booked"),
        (a_change("hs_email_hard_bounce_reason_enum", "UNKNOWN_USER"), "bounce"),
        (a_change("hs_email_optout", "true"), "opt_out"),
        (a_change("hs_email_optout", "false"), None),
        (a_change("hs_sales_email_last_replied", None), None),
        (a_change("lifecyclestage", "customer"), None),
        (a_change("hs_email_optout", "true", "company.propertyChange"), None),
        (a_change("", None, "contact.privacyDeletion"), "opt_out"),
        (a_change("", None, "contact.creation"), None),
    ],
    ids=lambda each: str(each)[-110:],
)
async def test_a_change_of_a_contact_is_kept_for_a_person(
    change: dict[str, object], fact: str | None
) -> None:
    """HubSpot names its own number only, so it is listed, once, with that number."""
    ledger = MemoryLedger()

    async with door_for(ledger, HUBSPOT) as client:
        for attempt in range(2):
            await post_as(client, HUBSPOT, [change | {"attemptNumber": attempt}])

    listed = [(row.fact, row.event_id) for row in await ledger.waiting()]
    assert listed == ([(fact, "contact/904/1772442000000/100")] if fact else [])


def signed_at(age: timedelta, url: str, body: bytes) -> dict[str, str]:
    at = str(int((host_now() - age).timestamp() * 1000))
    text = b"POST" + url.encode() + body + at.encode()
    digest = base64.b64encode(hmac.new(KEY.encode(), text, hashlib.sha256).digest()).decode()
    return {"X-HubSpot-Signature-v3": digest, "X-HubSpot-Request-Timestamp": at}


@pytest.mark.parametrize(
    ("age", "url", "status"),
    [
        (timedelta(minutes=4), f"{PUBLIC_URL}/webhooks/hubspot", 202),
        (timedelta(minutes=6), f"{PUBLIC_URL}/webhooks/hubspot", 401),
        (timedelta(minutes=-6), f"{PUBLIC_URL}/webhooks/hubspot", 401),
        (timedelta(), "http://inside.example/webhooks/hubspot", 401),
    ],
)
async def test_it_is_signed_for_our_address_and_this_moment(
    age: timedelta, url: str, status: int
) -> None:
    """The public address counts, not the one behind the proxy; five minutes either way."""
    async with door_for(MemoryLedger(), HUBSPOT) as client:
        headers = signed_at(age, url, HUBSPOT.body)
        answer = await client.post("/webhooks/hubspot", content=HUBSPOT.body, headers=headers)

    assert answer.status_code == status

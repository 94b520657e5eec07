"""Clicks as each mail provider tells them: whose they are, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from config.host_clock import host_now
from domain.ports import InboundEvent
from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, MONDAY, WatchedIngress
from tests.webhooks.providers.senders import (
    MAILGUN,
    POSTMARK,
    SENDGRID,
    SES,
    Sender,
    door_for,
    post_as,
)

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
MINUTE = timedelta(minutes=1)
Payload = Callable[[object, datetime], Any]


def at_mailgun(agent: object, at: datetime) -> Any:  # noqa: ANN401 -- JSON
    fields: Any = MAILGUN.payload
    told = {"event": "clicked", "timestamp": at.timestamp(), "client-info": {"user-agent": agent}}
    return {**fields, **told}


def at_postmark(agent: object, at: datetime) -> Any:  # noqa: ANN401 -- JSON
    return {
        "RecordType": "Click",
        "Recipient": ADA,
        "ReceivedAt": at.isoformat(),
        "OriginalLink": "https://northwind.example",
        "UserAgent": agent,
    }


def at_sendgrid(agent: object, at: datetime) -> Any:  # noqa: ANN401 -- JSON
    told = {"useragent": agent, "timestamp": int(at.timestamp()), "smtp-id": "<a@b>"}
    number = f"id-{at.timestamp()}-{agent}"
    return [{"event": "click", "email": ADA, "sg_event_id": number, **told}]


def at_ses(agent: object, at: datetime) -> Any:  # noqa: ANN401 -- JSON
    click = {"userAgent": agent, "timestamp": at.isoformat()}
    return {"eventType": "Click", "mail": {"destination": [ADA]}, "click": click}


TOLD = pytest.mark.parametrize(
    ("sender", "click"),
    [
        (MAILGUN, at_mailgun),
        (POSTMARK, at_postmark),
        (SENDGRID, at_sendgrid),
        (SES, at_ses),
    ],
    ids=["mailgun", "postmark", "sendgrid", "ses"],
)


async def told(sender: Sender, payload: Any) -> list[InboundEvent]:  # noqa: ANN401 -- JSON
    ingress = WatchedIngress(MemoryLedger())
    async with door_for(ingress, sender) as client:
        answer = await post_as(client, sender, payload)
        assert answer.status_code == 202
    return ingress.events


@TOLD
@pytest.mark.parametrize(
    ("agent", "kind"),
    [(BROWSER, "click"), ("curl/8.5.0", "machine_click"), ("", "machine_click"), (7, "click")],
)
async def test_a_click_is_of_whoever_made_it(
    sender: Sender,
    click: Payload,
    agent: object,
    kind: str,
) -> None:
    """By the program that it names; what is no name at all says nothing."""
    (event,) = await told(sender, click(agent, host_now()))

    assert event.detail is not None
    assert (event.fact, event.detail.kind) == ("engagement", kind)


@TOLD
async def test_a_click_happened_when_it_was_made(sender: Sender, click: Payload) -> None:
    """In Drumbeat time, and not when the provider came to tell it."""
    (event,) = await told(sender, click(BROWSER, host_now() - 5 * MINUTE))

    assert event.clicked_at is not None
    assert abs(event.clicked_at - (MONDAY - 5 * MINUTE)) < MINUTE


@pytest.mark.parametrize(
    "at", ["yesterday", "2026-03-02T09:05:00", 1e300, float("-1e18"), None, [], "9999-12-31T23:59Z"]
)
async def test_an_instant_that_is_none_is_not_told(at: object) -> None:
    """The click counts all the same, by everything else."""
    click = at_sendgrid(BROWSER, host_now())[0] | {"timestamp": at}

    (event,) = await told(SENDGRID, [click])

    assert event.clicked_at is None
    assert event.detail is not None
    assert event.detail.kind == "click"


async def test_many_clicks_of_one_batch_are_a_machines() -> None:
    """All of them, those too that came first; of two mails each is looked at by itself."""
    at = host_now()
    scanned = [at_sendgrid(f"{BROWSER} {number}", at)[0] for number in range(3)]
    read = at_sendgrid(BROWSER, at)[0] | {"smtp-id": "<other@b>"}

    events = await told(SENDGRID, [*scanned, read])

    kinds = [event.detail.kind for event in events if event.detail]
    assert kinds == ["machine_click"] * 3 + ["click"]

"""Mailgun: a token counts for one body; what its events mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from activities.mail import message_id_of
from domain.facts import Detail
from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, ShippedLedger, WatchedIngress
from tests.webhooks.providers.senders import MAILGUN, Sender, door_for, post_as
from tests.webhooks.providers.signatures import KEY
from webhooks.providers.mailgun import Mailgun

OURS = message_id_of("e-0123456789ab", "hello", "robin@northwind.example").strip("<>")


def an_event(**fields: object) -> dict[str, Any]:
    payload: Any = MAILGUN.payload
    return {**payload, **fields}


def of(ledger: ShippedLedger) -> Sender:
    return Sender("mailgun", Mailgun(KEY, ledger), MAILGUN.sign, MAILGUN.payload, MAILGUN.wrap)


@pytest.mark.parametrize(
    ("event", "fact"),
    [
        (an_event(), "bounce"),
        (an_event(severity="temporary"), None),
        (an_event(reason="suppress-bounce"), "bounce"),
        (an_event(reason="suppress-unsubscribe"), "opt_out"),
        (an_event(reason="suppress-complaint"), "opt_out"),
        (an_event(event="complained"), "opt_out"),
        (an_event(event="unsubscribed"), "opt_out"),
        (an_event(event="clicked"), "engagement"),
        (an_event(event="clicked", **{"client-info": {"bot": "gmail"}}), "engagement"),
        (an_event(event="opened"), None),
        (an_event(event="delivered"), None),
    ],
    ids=lambda each: str(each)[:90],
)
async def test_what_each_event_means(event: dict[str, object], fact: str | None) -> None:
    """What is for good and what they asked for are facts; scanners, opens and delays are not."""
    ingress = WatchedIngress(MemoryLedger())

    async with door_for(ingress, MAILGUN) as client:
        answer = await post_as(client, MAILGUN, event)

    assert answer.status_code == 202
    assert [(one.fact, one.email) for one in ingress.events] == ([(fact, ADA)] if fact else [])


async def test_a_click_names_the_mail_and_its_step() -> None:
    """By the Message-ID that we sent, which Mailgun tells without its brackets."""
    ingress = WatchedIngress(MemoryLedger())
    click = an_event(event="clicked", message={"headers": {"message-id": OURS}})

    async with door_for(ingress, MAILGUN) as client:
        await post_as(client, MAILGUN, click)

    (event,) = ingress.events
    assert (event.message_id, event.detail) == (OURS, Detail(kind="click", step="hello"))


async def test_a_token_counts_for_one_body(ledger: ShippedLedger) -> None:
    """Who has seen a signature cannot write a body for it, not after a restart either."""
    seen = json.loads(MAILGUN.wrap(an_event(event="opened")))
    forged = {**seen, "event-data": an_event(event="unsubscribed")}

    async with door_for(ledger, of(ledger)) as client:
        first = await post_as(client, of(ledger), json.dumps(seen).encode())
    async with door_for(ledger, of(ledger)) as client:
        again = await post_as(client, of(ledger), json.dumps(seen).encode())
        other = await post_as(client, of(ledger), json.dumps(forged).encode())

    assert [answer.status_code for answer in (first, again, other)] == [202, 202, 401]
    assert await ledger.waiting() == ()


async def test_the_same_event_under_another_token_is_the_same(ledger: ShippedLedger) -> None:
    """A retry may be signed anew: it is the event's own name that counts."""
    event: Any = MAILGUN.payload
    bodies = [MAILGUN.wrap(event), MAILGUN.wrap({**event, "log-level": "warn"})]

    async with door_for(ledger, of(ledger)) as client:
        answers = [await post_as(client, of(ledger), body) for body in bodies]

    verdicts = [answer.json()["events"][0]["verdict"] for answer in answers]
    assert verdicts == ["unmatched", "duplicate"]

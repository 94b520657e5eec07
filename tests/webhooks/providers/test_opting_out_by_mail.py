"""A mail that opts out, as the mailto form of the link writes it, whoever takes it in."""

from __future__ import annotations

from collections.abc import Callable
from email.header import Header
from typing import Any

import pytest

from domain.mail.opt_out_link import opt_out_token
from domain.ports import Ingested
from tests.webhooks.door import ADA, ShippedLedger, enrolled
from tests.webhooks.providers.senders import (
    FORWARDER,
    KEY_BEFORE,
    KEY_NOW,
    POSTMARK_INBOUND,
    SENDGRID_INBOUND,
    Sender,
    at_postmark,
    door_for,
    post_as,
)


def at_sendgrid(subject: str, *headers: str) -> dict[str, Any]:
    payload: Any = SENDGRID_INBOUND.payload
    folded = Header(subject, "utf-8", header_name="Subject").encode()
    lines = (f"From: {FORWARDER}", f"Subject: {folded}", *headers)
    return {**payload, "headers": "".join(f"{line}\n" for line in lines)}


Mail = Callable[..., dict[str, Any]]
DOORS = pytest.mark.parametrize(
    ("sender", "mail"), [(POSTMARK_INBOUND, at_postmark), (SENDGRID_INBOUND, at_sendgrid)]
)


@DOORS
@pytest.mark.parametrize("key", [KEY_NOW, KEY_BEFORE], ids=["present key", "key before"])
async def test_a_token_in_the_subject_opts_out(
    ledger: ShippedLedger, sender: Sender, mail: Mail, key: str
) -> None:
    """The token says who, not the address that it comes from; a mail program may send it."""
    ticket = await enrolled(ledger)
    subject = f"Re: opt-out {opt_out_token(key, ticket.enrollment_id)}"

    async with door_for(ledger, sender) as client:
        posted = mail(subject, "Return-Path: <>", "Auto-Submitted: auto-generated")
        answer = await post_as(client, sender, posted)

    told = [{"verdict": Ingested.ACCEPTED.value, "enrollment": ticket.enrollment_id}]
    assert (answer.status_code, answer.json()["events"]) == (202, told)
    (row,) = await ledger.undelivered(10)
    assert (row.fact, row.enrollment_id, row.detail) == ("opt_out", ticket.enrollment_id, None)
    assert ADA in [each.address for each in await ledger.suppressions()]


@DOORS
@pytest.mark.parametrize("subject", ["Re: Hello", "opt-out", "opt-out {forged}", "=?x?q?=ff?="])
async def test_any_other_subject_is_an_answer(
    ledger: ShippedLedger, sender: Sender, mail: Mail, subject: str
) -> None:
    """What no key of ours has signed opts nobody out; a person decides what it says."""
    ticket = await enrolled(ledger)
    forged = opt_out_token("f" * 32, ticket.enrollment_id)

    async with door_for(ledger, sender) as client:
        await post_as(client, sender, mail(subject.format(forged=forged)))

    (row,) = await ledger.waiting()
    assert (row.fact, row.email) == ("reply", FORWARDER)

"""Twilio: what a prospect writes or calls; its documented signature; nothing said back."""

from __future__ import annotations

from typing import Any

import pytest

from domain.people.prospects import Prospect
from ledger.memory import MemoryLedger
from tests.webhooks.door import ADAS_PHONE, INTRODUCTION, MONDAY, WatchedIngress, enrolled
from tests.webhooks.providers.senders import TWILIO, door_for, post_as
from webhooks.errors import InvalidSignature
from webhooks.providers.provider import Posted
from webhooks.providers.twilio import Twilio

CALL = {
    "CallSid": "CA0123456789abcdef0123456789abcdef",
    "Direction": "inbound",
    "CallStatus": "completed",
    "CallDuration": "31",
    "From": ADAS_PHONE,
    "To": "+442071838751",
}


def sms(**fields: str) -> dict[str, Any]:
    payload: Any = TWILIO.payload
    return {**payload, **fields}


@pytest.mark.parametrize(
    ("payload", "fact"),
    [
        (sms(Body="Yes please"), "reply"),
        (sms(Body=""), "reply"),
        (sms(Body=" stop "), "opt_out"),
        (sms(Body="Unsubscribe"), "opt_out"),
        (sms(Body="arrêt", OptOutType="STOP"), "opt_out"),
        (sms(Body="Please do not stop"), "reply"),
        (sms(Body="START"), None),
        (sms(Body="hilfe", OptOutType="HELP"), None),
        (sms(SmsStatus="delivered", MessageStatus="delivered"), None),
        (CALL, "reply"),
        (CALL | {"CallStatus": "ringing"}, None),
        (CALL | {"Direction": "outbound-api", "AnsweredBy": "human"}, None),
        (CALL | {"Direction": "outbound-api", "CallStatus": "busy"}, None),
    ],
    ids=str,
)
async def test_what_each_callback_means(payload: dict[str, str], fact: str | None) -> None:
    """Who writes or calls has answered; how our own call went is the rep's disposition."""
    ingress = WatchedIngress(MemoryLedger())

    async with door_for(ingress, TWILIO) as client:
        answer = await post_as(client, TWILIO, payload)

    events = [(event.fact, event.phone) for event in ingress.events]
    assert events == ([(fact, ADAS_PHONE)] if fact else [])
    assert (answer.status_code, answer.text) == (200, "<Response/>")
    assert answer.headers["Content-Type"].startswith("text/xml")


@pytest.mark.parametrize(
    ("body", "reply_class", "is_silenced"),
    [
        ("Yes, call me at nine", "positive", False),
        ("Not interested, thanks", "negative", False),
        ("Please stop texting me", "unsubscribe", True),
        ("lol", "unclassified", False),
    ],
)
async def test_an_answer_is_classed_by_its_words(
    body: str,
    reply_class: str,
    is_silenced: bool,  # noqa: FBT001 -- a row of the table
) -> None:
    """As one by mail is; who asks for no more without a keyword is heard all the same."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)

    async with door_for(ledger, TWILIO) as client:
        await post_as(client, TWILIO, sms(Body=body))

    (row,) = await ledger.undelivered()
    assert row.enrollment_id == ticket.enrollment_id
    assert (row.detail.reply_class if row.detail else "unclassified") == reply_class
    assert bool(await ledger.suppressions()) is is_silenced


@pytest.mark.parametrize(
    ("caller", "signature"),
    [
        ("%2B14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("%2B12349013030", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="),
    ],
)
async def test_the_documented_signatures(caller: str, signature: str) -> None:
    """The examples of Twilio's page on security, address, parameters, token and all."""
    fields = f"CallSid=CA1234567890ABCDE&Caller={caller}&Digits=1234&From={caller}"
    posted = Posted(
        body=f"{fields}&To=%2B18005551212".encode(),
        headers={"x-twilio-signature": signature},
        url="https://mycompany.com/myapp.php?foo=1&bar=2",
        at=MONDAY,
        host_at=MONDAY,
    )

    assert await Twilio("12345").events(posted) == ()
    with pytest.raises(InvalidSignature):
        await Twilio("54321").events(posted)


async def test_blanks_belong_to_what_is_signed() -> None:
    """A value is not trimmed before its signature is made."""
    trimmed = TWILIO.body.replace(b"+Call+me+tomorrow+", b"Call+me+tomorrow")
    assert trimmed != TWILIO.body

    async with door_for(MemoryLedger(), TWILIO) as client:
        headers = TWILIO.sign(TWILIO.body)
        answer = await client.post("/webhooks/twilio", content=trimmed, headers=headers)

    assert answer.status_code == 401


async def test_colleagues_who_share_a_telephone_are_told_apart_by_a_person() -> None:
    """A number that two prospects have matches nobody: the message is kept and listed."""
    ledger = MemoryLedger()
    await enrolled(ledger)
    colleague = Prospect(id="", email="bo@lovelace.example", phone=ADAS_PHONE)
    await ledger.enroll([colleague], INTRODUCTION.name, MONDAY, False)

    async with door_for(ledger, TWILIO) as client:
        await post_as(client, TWILIO, TWILIO.body)

    (row,) = await ledger.waiting()
    assert (row.fact, row.phone) == ("reply", ADAS_PHONE)
    assert (await ledger.undelivered(10)) == ()


async def test_a_stranger_who_says_stop_is_never_enrolled() -> None:
    """The number is suppressed although nobody is known by it."""
    ledger = MemoryLedger()
    await ledger.publish(INTRODUCTION, MONDAY)

    async with door_for(ledger, TWILIO) as client:
        await post_as(client, TWILIO, sms(Body="STOP"))

    person = Prospect(id="", phone=ADAS_PHONE)
    (answer,) = await ledger.enroll([person], INTRODUCTION.name, MONDAY, False)
    assert answer == "suppressed"
    assert len(await ledger.waiting()) == 1


async def test_a_text_is_kept_to_be_read() -> None:
    """Its words; a call has none."""
    ingress = WatchedIngress(MemoryLedger())

    async with door_for(ingress, TWILIO) as client:
        for payload in (sms(Body="Yes please\x00 "), CALL):
            await post_as(client, TWILIO, payload)

    assert [event.words for event in ingress.events] == ["Yes please", None]

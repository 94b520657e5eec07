"""SendGrid: batches of events, each by itself; answers as forms; which key is a key."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.mail import message_id_of
from domain.facts import Detail
from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, ShippedLedger, WatchedIngress, enrolled
from tests.webhooks.providers.senders import SENDGRID, SENDGRID_INBOUND, Sender, door_for, post_as
from tests.webhooks.providers.signatures import SENDGRID_KEY, as_multipart
from webhooks.errors import InvalidSecret
from webhooks.providers.sendgrid import verification_key

OURS = message_id_of("e-0123456789ab", "hello", "robin@northwind.example")


def an_event(event: str, number: int = 1, **fields: object) -> dict[str, Any]:
    return {"event": event, "email": ADA, "sg_event_id": f"id-{number}", **fields}


async def told(sender: Sender, *payloads: object) -> list[Any]:
    ingress = WatchedIngress(MemoryLedger())
    async with door_for(ingress, sender) as client:
        for payload in payloads:
            assert (await post_as(client, sender, payload)).status_code == 202
    return ingress.events


@pytest.mark.parametrize(
    ("event", "fact"),
    [
        (an_event("bounce", type="bounce"), "bounce"),
        (an_event("bounce"), "bounce"),
        (an_event("bounce", type="blocked"), None),
        (an_event("dropped", reason="Bounced Address"), "bounce"),
        (an_event("dropped", reason="Invalid"), "bounce"),
        (an_event("dropped", reason="Unsubscribed Address"), "opt_out"),
        (an_event("dropped", reason="Spam Reporting Address"), "opt_out"),
        (an_event("dropped", reason="Recipient List over Package Quota"), None),
        (an_event("spamreport"), "opt_out"),
        (an_event("unsubscribe"), "opt_out"),
        (an_event("group_unsubscribe", asm_group_id=1), "opt_out"),
        (an_event("group_resubscribe"), None),
        (an_event("click", url="https://northwind.example"), "engagement"),
        (an_event("open", sg_machine_open=True), None),
        (an_event("deferred"), None),
    ],
    ids=lambda each: str(each)[:90],
)
async def test_what_each_event_means(event: dict[str, object], fact: str | None) -> None:
    """What is for good and what they asked for are facts; what may pass and opens are not."""
    events = await told(SENDGRID, [event])

    assert [(one.fact, one.email) for one in events] == ([(fact, ADA)] if fact else [])


async def test_each_event_of_a_batch_is_one(ledger: ShippedLedger) -> None:
    """Each is stored with its own part of the body; what comes again in another batch is known."""
    ticket = await enrolled(ledger)
    first = [an_event("click", 1, **{"smtp-id": OURS}), an_event("unsubscribe", 2)]

    async with door_for(ledger, SENDGRID) as client:
        await post_as(client, SENDGRID, first)
        again = await post_as(client, SENDGRID, [first[1], an_event("bounce", 3)])

    verdicts = [one["verdict"] for one in again.json()["events"]]
    assert verdicts == ["duplicate", "accepted"]
    rows = await ledger.undelivered(10)
    assert [(row.fact, row.enrollment_id) for row in rows] == [
        (fact, ticket.enrollment_id) for fact in ("engagement", "opt_out", "bounce")
    ]
    assert rows[0].detail == Detail(kind="click", step="hello")


async def test_a_batch_that_makes_no_sense_is_not_stored_in_part() -> None:
    """All or nothing: one event without an id, and none of the batch is taken."""
    ingress = WatchedIngress(MemoryLedger())

    async with door_for(ingress, SENDGRID) as client:
        answer = await post_as(client, SENDGRID, [an_event("bounce"), {"event": "bounce"}])

    assert (answer.status_code, ingress.events) == (400, [])


async def test_raw_holds_only_its_own_event() -> None:
    """A batch of a thousand is not kept a thousand times."""
    click = an_event("click", 1, useragent="Mozilla")

    (event,) = await told(SENDGRID, [click, an_event("open", 2)])

    assert json.loads(event.raw) == click


def parsed(*headers: str) -> dict[str, Any]:
    payload: Any = SENDGRID_INBOUND.payload
    return {**payload, "headers": "".join(f"{line}\n" for line in headers)}


async def test_an_answer_names_the_mail_it_answers() -> None:
    """From the headers, parsed or raw; a name in quotes and folding are no matter."""
    named = parsed(f'From: "Lovelace, Ada" <{ADA}>', "References: <a@x>", " <b@x>")
    raw = {"email": f"From: {ADA}\r\nIn-Reply-To: <b@x>\r\n\r\nCall me."}

    events = await told(SENDGRID_INBOUND, named, raw)

    assert {(event.email, event.message_id, event.fact) for event in events} == {
        (ADA, "<b@x>", "reply")
    }
    assert len({event.event_id for event in events}) == 2


async def test_an_automatic_answer_is_out_of_office() -> None:
    """A machine that answers does not end a cadence as a person would."""
    (event,) = await told(SENDGRID_INBOUND, parsed(f"From: {ADA}", "Auto-Submitted: auto-replied"))

    assert event.detail.reply_class == "out_of_office"


async def test_words_are_read_in_their_charset() -> None:
    """As SendGrid tells it for each field; noise in its place is no matter."""
    words = {"text": "Désinscription", "charsets": '{"text": "cp850"}'}
    dos = as_multipart(parsed(f"From: {ADA}") | words).replace("é".encode(), "é".encode("cp850"))
    noise = parsed(f"From: <2{ADA}>") | words | {"charsets": "[]"}

    events = await told(SENDGRID_INBOUND, dos, noise)

    assert [event.detail.reply_class for event in events] == ["unsubscribe"] * 2


async def test_a_form_without_a_mail_is_400() -> None:
    """And so is a body that is no form."""
    headers = SENDGRID_INBOUND.sign(b"")

    async with door_for(MemoryLedger(), SENDGRID_INBOUND) as client:
        empty = await post_as(client, SENDGRID_INBOUND, {"subject": "Re: Hello"})
        noise = await client.post(
            "/webhooks/sendgrid/inbound",
            content=b"\xff\x00",
            headers=headers | {"Content-Type": "text/plain"},
        )

    assert (empty.status_code, noise.status_code) == (400, 400)


async def test_an_answer_with_a_picture_is_read() -> None:
    """Attachments make a mail larger than other webhooks may be."""
    heavy: Any = SENDGRID_INBOUND.payload

    (event,) = await told(SENDGRID_INBOUND, {**heavy, "attachment1": "A" * 1_000_000})

    assert len(event.raw) > 1_000_000


def test_the_key_as_sendgrid_shows_it() -> None:
    """Base64 of the public key; anything else is refused at the start."""
    public = SENDGRID_KEY.public_key()
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    other = ed25519.Ed25519PrivateKey.generate().public_key()

    read = verification_key(base64.b64encode(public.public_bytes(*form)).decode())

    assert read.public_numbers() == public.public_numbers()
    for wrong in ("", "no key", base64.b64encode(other.public_bytes(*form)).decode()):
        with pytest.raises(InvalidSecret, match="DRUMBEAT_SENDGRID_KEY"):
            verification_key(wrong)

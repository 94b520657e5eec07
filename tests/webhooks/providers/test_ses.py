"""SES through SNS: only our topic counts, nothing is fetched from elsewhere; what events mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from activities.mail import message_id_of
from domain.facts import Detail
from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, WatchedIngress
from tests.webhooks.providers.amazon import (
    CONFIRMATION,
    HOST,
    TOPIC,
    a_message,
    certificate,
    in_envelope,
    signed,
)
from tests.webhooks.providers.senders import SES, Sender, door_for
from webhooks.errors import InvalidSecret
from webhooks.providers.ses import Ses
from webhooks.providers.sns import Topic

BO = "bo@else.example"
ASKED = {"Type": "SubscriptionConfirmation", "Token": "2336", "SubscribeURL": CONFIRMATION}


class Fetched:
    """An Amazon that remembers what it was asked for."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    async def __call__(self, url: str) -> bytes | None:
        self.urls.append(url)
        return certificate()


async def told(*bodies: bytes, fetch: Fetched | None = None) -> tuple[list[int], list[Any]]:
    """The answers to these bodies, and the events that they led to."""
    ingress = WatchedIngress(MemoryLedger())
    sender = Sender("ses", Ses(Topic(TOPIC, fetch or Fetched())), SES.sign, {})
    async with door_for(ingress, sender) as client:
        answers = [await client.post("/webhooks/ses", content=body) for body in bodies]
    return [answer.status_code for answer in answers], ingress.events


def an_event(kind: str, **parts: object) -> dict[str, Any]:
    return {"eventType": kind, "mail": {"destination": [ADA]}, **parts}


def complaint(kind: str | None) -> dict[str, Any]:
    return an_event(
        "Complaint",
        complaint={"complainedRecipients": [{"emailAddress": ADA}], "complaintFeedbackType": kind},
    )


def bounce(kind: str, *addresses: str) -> dict[str, Any]:
    bounced = [{"emailAddress": address} for address in addresses or (ADA,)]
    return an_event("Bounce", bounce={"bounceType": kind, "bouncedRecipients": bounced})


def full_mailbox() -> dict[str, Any]:
    bounced = bounce("Transient")
    return {**bounced, "bounce": {**bounced["bounce"], "bounceSubType": "MailboxFull"}}


def preferences(*, all_of_it: bool) -> dict[str, Any]:
    wishes = {"unsubscribeAll": all_of_it, "topicSubscriptionStatus": []}
    return an_event("Subscription", subscription={"newTopicPreferences": wishes})


@pytest.mark.parametrize(
    ("event", "fact"),
    [
        (bounce("Permanent"), "bounce"),
        (bounce("Transient"), None),
        (full_mailbox(), "soft_bounce"),
        (bounce("Undetermined"), None),
        (bounce("Permanent") | {"eventType": None, "notificationType": "Bounce"}, "bounce"),
        (complaint("abuse"), "opt_out"),
        (complaint(None), "opt_out"),
        (complaint("not-spam"), None),
        (preferences(all_of_it=True), "opt_out"),
        (preferences(all_of_it=False), None),
        (an_event("Click", click={"link": "https://northwind.example"}), "engagement"),
        (an_event("Open"), None),
        (an_event("Delivery"), None),
        (an_event("Send"), None),
        (an_event("Received"), None),
    ],
    ids=str,
)
async def test_what_each_event_means(event: dict[str, object], fact: str | None) -> None:
    """What is for good and what they asked for are facts; what may pass and opens are not."""
    _, events = await told(in_envelope(event))

    assert [(one.fact, one.email) for one in events] == ([(fact, ADA)] if fact else [])


async def test_each_recipient_is_an_event() -> None:
    """Several who bounced in one message have each an id of their own."""
    _, events = await told(in_envelope(bounce("Permanent", ADA, BO)))

    assert [event.email for event in events] == [ADA, BO]
    assert len({event.event_id for event in events}) == 2


async def test_a_click_names_the_mail_and_its_step() -> None:
    """By the Message-ID that we sent, which SES replaces on the way but tells."""
    ours = message_id_of("e-0123456789ab", "hello", "robin@northwind.example")
    mail = {"destination": [ADA], "commonHeaders": {"messageId": ours}}

    _, (event,) = await told(in_envelope({"eventType": "Click", "mail": mail}))

    assert (event.message_id, event.detail) == (ours, Detail(kind="click", step="hello"))


@pytest.mark.parametrize("version", ["1", "2"])
async def test_both_versions_of_the_signature(version: str) -> None:
    """SHA-1 as topics begin, SHA-256 as they may be set."""
    text = json.dumps(bounce("Permanent"))

    answers, events = await told(signed(a_message(text, SignatureVersion=version)))

    assert (answers, len(events)) == ([202], 1)


FORGED = {
    "another key": signed(a_message("{}"), number=1),
    "another text": signed(a_message("{}")).replace(b'"{}"', b'"{ }"'),
    "another topic": signed(a_message("{}", TopicArn=TOPIC + "-other")),
    "another version": signed(a_message("{}", SignatureVersion="2")).replace(
        b'"SignatureVersion": "2"', b'"SignatureVersion": "3"'
    ),
    "another type": signed(a_message("{}")).replace(b"Notification", b"UnsubscribeConfirmation", 1),
    "no signature": json.dumps(a_message("{}")).encode(),
    "no JSON": b"Type=Notification",
}


@pytest.mark.parametrize("body", FORGED.values(), ids=FORGED)
async def test_what_the_topic_has_not_signed_is_401(body: bytes) -> None:
    """Whatever is wrong, the answer is the same."""
    assert await told(body) == ([401], [])


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-1.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-1.pem",
        "https://sns.eu-west-1.amazonaws.com/other.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem?x=1",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem?",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem#x",
        "https://sns.eu-west-1.amazonaws.com/\tSimpleNotificationService-1.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem\t",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem\n",
        "\thttps://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
        "https://127.0.0.1/SimpleNotificationService-1.pem",
        "https://[/SimpleNotificationService-1.pem",
        "",
    ],
)
async def test_no_certificate_from_anywhere_else(url: str) -> None:
    """A message cannot send us to an address of its choice."""
    fetch = Fetched()

    answers = await told(signed(a_message("{}", SigningCertURL=url)), fetch=fetch)

    assert (answers, fetch.urls) == (([401], []), [])


async def test_a_certificate_is_fetched_once() -> None:
    """Its address changes when Amazon makes a new one."""
    fetch = Fetched()

    await told(*[in_envelope(bounce("Permanent"))] * 3, fetch=fetch)

    assert len(fetch.urls) == 1


async def test_a_certificate_that_is_none_is_401() -> None:
    """What the host answers has to be a certificate with an RSA key."""

    async def nothing(url: str) -> bytes | None:
        return None

    sender = Sender("ses", Ses(Topic(TOPIC, nothing)), SES.sign, {})
    async with door_for(MemoryLedger(), sender) as client:
        answer = await client.post("/webhooks/ses", content=in_envelope(bounce("Permanent")))

    assert answer.status_code == 401


async def test_a_subscription_of_our_topic_is_confirmed() -> None:
    """Signed by the topic, at the topic's host: then, and only then, we say yes."""
    fetch = Fetched()

    answers = await told(signed(a_message("You have chosen to subscribe", **ASKED)), fetch=fetch)

    assert answers == ([202], [])
    assert fetch.urls[1:] == [CONFIRMATION]


@pytest.mark.parametrize(
    "url", ["https://evil.example/", HOST.replace("https", "http"), "", f"{HOST}/\t?Token=1"]
)
async def test_a_confirmation_goes_nowhere_else(url: str) -> None:
    """Even a signed message sends us to no other host."""
    fetch = Fetched()

    answers = await told(signed(a_message("", **ASKED | {"SubscribeURL": url})), fetch=fetch)

    assert (answers, len(fetch.urls)) == (([400], []), 1)


async def test_an_unsigned_confirmation_is_not_followed() -> None:
    """A stranger does not subscribe us."""
    fetch = Fetched()

    answers = await told(signed(a_message("", **ASKED), number=1), fetch=fetch)

    assert (answers, CONFIRMATION in fetch.urls) == (([401], []), False)


async def test_the_greeting_of_ses_is_accepted() -> None:
    """The first message of a new event destination is a sentence."""
    text = "Successfully validated SNS topic for Amazon SES event publishing."

    assert await told(signed(a_message(text))) == ([202], [])


@pytest.mark.parametrize("arn", ["mail-events", TOPIC.replace("sns", "sqs"), TOPIC + "/x", " "])
def test_what_is_no_topic_is_refused(arn: str) -> None:
    """At the start, by the name of the variable."""
    with pytest.raises(InvalidSecret, match="DRUMBEAT_SES_TOPIC"):
        Topic(arn, Fetched())

"""Postmark: which bounce is for good, what opts out, what is an answer."""

from __future__ import annotations

from typing import Any

import pytest

from domain.facts import Detail
from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, WatchedIngress
from tests.webhooks.providers.senders import POSTMARK, POSTMARK_INBOUND, Sender, door_for, post_as
from webhooks.errors import InvalidSecret
from webhooks.signing import Login

CLICK = {
    "RecordType": "Click",
    "MessageID": "00000000-0000-0000-0000-000000000000",
    "Recipient": ADA,
    "ReceivedAt": "2026-03-02T09:05:00Z",
    "OriginalLink": "https://northwind.example",
    "ClickLocation": "HTML",
}
CHANGE = {
    "RecordType": "SubscriptionChange",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Recipient": ADA,
    "ChangedAt": "2026-03-02T09:05:00Z",
    "Origin": "Recipient",
    "SuppressSending": True,
    "SuppressionReason": "ManualSuppression",
}


def bounce(kind: str, **more: object) -> dict[str, Any]:
    payload: Any = POSTMARK.payload
    return {**payload, "Type": kind, "Inactive": False, **more}


async def told(sender: Sender, *payloads: object) -> list[Any]:
    ingress = WatchedIngress(MemoryLedger())
    async with door_for(ingress, sender) as client:
        for payload in payloads:
            assert (await post_as(client, sender, payload)).status_code == 202
    return ingress.events


@pytest.mark.parametrize(
    ("payload", "fact"),
    [
        (bounce("HardBounce"), "bounce"),
        (bounce("BadEmailAddress"), "bounce"),
        (bounce("Blocked", Inactive=True), "bounce"),
        (bounce("SoftBounce"), "soft_bounce"),
        (bounce("Transient"), None),
        (bounce("AutoResponder"), None),
        (bounce("Unsubscribe"), "opt_out"),
        (bounce("SpamComplaint", RecordType="SpamComplaint"), "opt_out"),
        (CHANGE, "opt_out"),
        (CHANGE | {"Origin": "Customer"}, None),
        (CHANGE | {"SuppressionReason": "SpamComplaint", "Origin": "Customer"}, "opt_out"),
        (CHANGE | {"SuppressionReason": "HardBounce"}, "bounce"),
        (CHANGE | {"SuppressSending": False, "SuppressionReason": None}, None),
        (CLICK, "engagement"),
        (CLICK | {"RecordType": "Open"}, None),
        ({"RecordType": "Delivery", "MessageID": "x", "Recipient": ADA}, None),
    ],
    ids=str,
)
async def test_what_each_event_means(payload: dict[str, object], fact: str | None) -> None:
    """What is for good and what they asked for are facts; what may pass and opens are not."""
    events = await told(POSTMARK, payload)

    assert [event.fact for event in events] == ([fact] if fact else [])
    assert all(event.email == ADA for event in events)


async def test_a_click_is_a_click() -> None:
    """Two clicks are two, one told twice is one."""
    later = CLICK | {"ReceivedAt": "2026-03-02T09:06:00Z"}

    events = await told(POSTMARK, CLICK, CLICK, later)

    assert [event.detail for event in events] == [Detail(kind="click")] * 3
    assert len({event.event_id for event in events}) == 2


def mail(*headers: tuple[str, str]) -> dict[str, Any]:
    payload: Any = POSTMARK_INBOUND.payload
    return {**payload, "Headers": [{"Name": name, "Value": value} for name, value in headers]}


async def test_an_answer_names_the_mail_it_answers() -> None:
    """In-Reply-To comes first, then the newest of References."""
    both = mail(("In-Reply-To", "<b@x>"), ("References", "<a@x> <b@x>"))
    references = mail(("References", "<a@x>\r\n <b@x>"))

    events = await told(POSTMARK_INBOUND, both, references, mail())

    assert [event.message_id for event in events] == ["<b@x>", "<b@x>", None]
    assert {(event.fact, event.email) for event in events} == {("reply", ADA)}


async def test_an_answer_is_of_a_class() -> None:
    """By its own words, in plain or in HTML; with a referral where it names somebody."""
    plain = mail() | {"TextBody": "Yes please.\n\nOn Monday, Robin wrote:\n> Unsubscribe here."}
    markup = mail() | {"TextBody": "", "HtmlBody": "<p>Please talk to Jane Doe, jane@x.example</p>"}

    yes, other = await told(POSTMARK_INBOUND, plain, markup)

    assert yes.detail == Detail(reply_class="positive", confidence=90, rule="en: wants to go on")
    assert (other.detail.reply_class, other.referral.email) == ("wrong_person", "jane@x.example")


async def test_a_clue_is_bounded_in_bytes() -> None:
    """An index of PostgreSQL takes no more, and an answer of 500 would be told for ever."""
    payload = bounce("HardBounce", Email=f"{'中' * 400}@x.example")

    async with door_for(MemoryLedger(), POSTMARK) as client:
        answer = await post_as(client, POSTMARK, payload)

    assert answer.status_code == 400
    assert "longer than 900 bytes" in answer.text


async def test_the_raw_mail_goes_before_what_was_made_of_it() -> None:
    """Where the server includes it, so that reports of mail servers can be read."""
    raw = f"From: {ADA}\r\nIn-Reply-To: <b@x>\r\n\r\nNot interested."

    (event,) = await told(POSTMARK_INBOUND, mail() | {"RawEmail": raw})

    assert (event.message_id, event.detail.reply_class) == ("<b@x>", "negative")


@pytest.mark.parametrize(
    "header",
    [
        ("Auto-Submitted", "auto-replied"),
        ("X-Autoreply", "yes"),
        ("precedence", "auto_reply"),
    ],
)
async def test_an_automatic_answer_is_out_of_office(header: tuple[str, str]) -> None:
    """A machine that answers does not end a cadence as a person would."""
    (event,) = await told(POSTMARK_INBOUND, mail(header))

    assert event.detail.reply_class == "out_of_office"


async def test_a_report_of_a_mail_server_is_no_answer() -> None:
    """Without the raw mail it does not say what bounced, which the webhook of events tells."""
    kind = 'multipart/report; report-type=delivery-status; boundary="x"'

    assert await told(POSTMARK_INBOUND, mail(("Content-Type", kind))) == []


async def test_a_mail_with_attachments_is_read() -> None:
    """An answer with a picture is an answer: more than other webhooks may send."""
    payload: Any = POSTMARK_INBOUND.payload
    heavy = {**payload, "Attachments": [{"Name": "a.png", "Content": "A" * 1_000_000}]}

    (event,) = await told(POSTMARK_INBOUND, heavy)

    assert len(event.raw) > 1_000_000


async def test_a_stranger_sends_no_megabytes() -> None:
    """Without the login the body is not read at all."""
    async with door_for(MemoryLedger(), POSTMARK_INBOUND) as client:
        answer = await client.post("/webhooks/postmark/inbound", content=b" " * 1_000_000)

    assert answer.status_code == 401


@pytest.mark.parametrize("login", ["", "user", "user:", ":password-of-some-length", "user:short"])
def test_a_weak_login_is_refused(login: str) -> None:
    """At the start, with the name of the variable."""
    with pytest.raises(InvalidSecret, match="DRUMBEAT_POSTMARK_LOGIN must be user:password"):
        Login(login, "DRUMBEAT_POSTMARK_LOGIN")

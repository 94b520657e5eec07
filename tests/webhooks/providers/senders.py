"""Each provider as it posts: how it signs, and one of its documented payloads."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from domain.ports import Ingress
from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, ADAS_PHONE, MONDAY, SECRET
from tests.webhooks.providers.amazon import TOPIC, certificate_at, forged, in_envelope
from tests.webhooks.providers.signatures import (
    BOUNDARY,
    KEY,
    LOGIN,
    PUBLIC_URL,
    SENDGRID_KEY,
    as_cal_com,
    as_calendly,
    as_form,
    as_hubspot,
    as_multipart,
    as_sendgrid,
    as_twilio,
    from_mailgun,
    with_login,
)
from webhooks.app import create_app
from webhooks.providers.cal_com import CalCom
from webhooks.providers.calendly import Calendly
from webhooks.providers.hubspot import HubSpot
from webhooks.providers.mailgun import Mailgun
from webhooks.providers.postmark import Postmark, PostmarkInbound
from webhooks.providers.provider import Provider
from webhooks.providers.routes import Providers
from webhooks.providers.sendgrid import SendGrid, SendGridInbound
from webhooks.providers.ses import Ses
from webhooks.providers.sns import Topic
from webhooks.providers.twilio import Twilio
from webhooks.signing import Login
from webhooks.standard import StandardEndpoint

FORWARDER = "postmaster@elsewhere.example"
KEY_NOW, KEY_BEFORE = "n" * 32, "b" * 32


@dataclass(frozen=True)
class Sender:
    """A provider; `payload` means a fact about Ada.

    `wrap` makes it a body, signed where the signature stands in the body; `forge` spoils that.
    """

    path: str
    provider: Provider
    sign: Callable[[bytes], dict[str, str]]
    payload: object
    wrap: Callable[[object], bytes] = lambda payload: json.dumps(payload).encode()
    forge: Callable[[bytes], bytes] = lambda body: body

    @property
    def body(self) -> bytes:
        return self.wrap(self.payload)


@asynccontextmanager
async def door_for(ingress: Ingress, *senders: Sender) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app with these providers set up."""
    app = create_app(
        ingress,
        lambda: MONDAY,
        StandardEndpoint(SECRET),
        providers=Providers({sender.path: sender.provider for sender in senders}, PUBLIC_URL),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside.example") as client:
        yield client


async def post_as(client: httpx.AsyncClient, sender: Sender, payload: object) -> httpx.Response:
    """Post the payload, or the very body, as the provider does."""
    body = payload if isinstance(payload, bytes) else sender.wrap(payload)
    return await client.post(f"/webhooks/{sender.path}", content=body, headers=sender.sign(body))


CALENDLY = Sender(
    "calendly",
    Calendly(KEY),
    as_calendly,
    {
        "created_at": "2026-03-02T09:00:00.000000Z",
        "created_by": "https://api.calendly.com/users/AAAAAAAAAAAAAAAA",
        "event": "invitee.created",
        "payload": {
            "cancel_url": "https://calendly.com/cancellations/AAAAAAAAAAAAAAAA",
            "created_at": "2026-03-02T09:00:00.000000Z",
            "email": ADA,
            "event": "https://api.calendly.com/scheduled_events/AAAAAAAAAAAAAAAA",
            "name": "Ada Lovelace",
            "new_invitee": None,
            "old_invitee": None,
            "questions_and_answers": [],
            "rescheduled": False,
            "status": "active",
            "timezone": "Europe/London",
            "tracking": {
                "utm_campaign": None,
                "utm_source": None,
                "utm_medium": None,
                "utm_content": None,
                "utm_term": None,
                "salesforce_uuid": None,
            },
            "uri": "https://api.calendly.com/scheduled_events/AAA/invitees/INV1",
        },
    },
)
CAL_COM = Sender(
    "cal-com",
    CalCom(KEY),
    as_cal_com,
    {
        "triggerEvent": "BOOKING_CREATED",
        "createdAt": "2026-03-02T09:00:00.000Z",
        "payload": {
            "type": "30min",
            "title": "30min between Robin and Ada",
            "startTime": "2026-03-04T09:00:00Z",
            "endTime": "2026-03-04T09:30:00Z",
            "organizer": {
                "name": "Robin Vale",
                "email": "robin@northwind.example",
                "timeZone": "Europe/London",
            },
            "attendees": [{"email": ADA, "name": "Ada Lovelace", "timeZone": "Europe/London"}],
            "uid": "bFJeNb2uX8ANpT3JL5EfXw",
            "metadata": {},
            "status": "ACCEPTED",
        },
    },
)
POSTMARK = Sender(
    "postmark",
    Postmark(Login(LOGIN, "DRUMBEAT_POSTMARK_LOGIN")),
    with_login,
    {
        "RecordType": "Bounce",
        "ID": 901542550,
        "Type": "HardBounce",
        "TypeCode": 1,
        "Name": "Hard bounce",
        "Tag": "",
        "MessageID": "2706ee8a-737c-4285-b032-ccd317af53ed",
        "ServerID": 23,
        "Description": "The server was unable to deliver your message",
        "Details": "smtp;550 5.1.1 no such user",
        "Email": ADA,
        "From": "robin@northwind.example",
        "BouncedAt": "2026-03-02T09:00:00.0000000Z",
        "Inactive": True,
        "CanActivate": True,
        "Subject": "Hello",
    },
)
POSTMARK_INBOUND = Sender(
    "postmark/inbound",
    PostmarkInbound(Login(LOGIN, "DRUMBEAT_POSTMARK_LOGIN"), (KEY_NOW, KEY_BEFORE)),
    with_login,
    {
        "FromFull": {"Email": ADA, "Name": "Ada Lovelace", "MailboxHash": ""},
        "ToFull": [{"Email": "robin@northwind.example", "Name": "", "MailboxHash": ""}],
        "Subject": "Re: Hello",
        "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
        "Date": "Mon, 2 Mar 2026 09:00:00 +0000",
        "TextBody": "Call me.",
        "HtmlBody": "",
        "StrippedTextReply": "Call me.",
        "Headers": [
            {"Name": "Return-Path", "Value": f"<{ADA}>"},
            {"Name": "Message-ID", "Value": "<answer@lovelace.example>"},
        ],
        "Attachments": [],
    },
)


def at_postmark(subject: str, *headers: str) -> dict[str, Any]:
    """A mail with this subject and these headers, from somebody whom nobody knows."""
    payload: Any = POSTMARK_INBOUND.payload
    named = [dict(zip(("Name", "Value"), line.split(": ", 1), strict=True)) for line in headers]
    sender = {"Email": FORWARDER}
    return {**payload, "Subject": subject, "FromFull": sender, "Headers": named}


SES = Sender(
    "ses",
    Ses(Topic(TOPIC, certificate_at)),
    lambda body: {},
    {
        "eventType": "Bounce",
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": ADA, "action": "failed", "status": "5.1.1"}],
            "timestamp": "2026-03-02T09:00:00.000Z",
            "feedbackId": "01000-x-000000",
            "reportingMTA": "dns; mta.example.com",
        },
        "mail": {
            "timestamp": "2026-03-02T08:59:00.000Z",
            "source": "robin@northwind.example",
            "messageId": "EXAMPLE7c191be45-e9aedb9a-000000",
            "destination": [ADA],
            "headersTruncated": False,
            "headers": [],
            "commonHeaders": {"messageId": "<unknown@northwind.example>", "to": [ADA]},
            "tags": {},
        },
    },
    in_envelope,
    forged,
)
TWILIO = Sender(
    "twilio",
    Twilio(KEY),
    as_twilio,
    {
        "ToCountry": "GB",
        "SmsMessageSid": "SM0123456789abcdef0123456789abcdef",
        "NumMedia": "0",
        "SmsSid": "SM0123456789abcdef0123456789abcdef",
        "SmsStatus": "received",
        "Body": " Call me tomorrow ",
        "To": "+442071838751",
        "MessageSid": "SM0123456789abcdef0123456789abcdef",
        "AccountSid": "AC0123456789abcdef0123456789abcdef",
        "From": ADAS_PHONE,
        "ApiVersion": "2010-04-01",
    },
    as_form,
)
MAILGUN = Sender(
    "mailgun",
    Mailgun(KEY, MemoryLedger()),
    lambda body: {},
    {
        "event": "failed",
        "id": "G9Bn5sl1TC6nu79C8C0bwg",
        "timestamp": 1772442000.123456,
        "severity": "permanent",
        "reason": "bounce",
        "recipient": ADA,
        "recipient-domain": "lovelace.example",
        "log-level": "error",
        "delivery-status": {"code": 550, "message": "5.1.1 no such user", "attempt-no": 1},
        "message": {
            "headers": {"to": ADA, "message-id": "unknown@northwind.example", "subject": "Hello"},
            "attachments": [],
            "size": 111,
        },
        "flags": {"is-routed": False, "is-authenticated": True},
        "tags": [],
        "campaigns": [],
        "user-variables": {},
    },
    from_mailgun,
    lambda body: body.replace(b'"signature": "', b'"signature": "0'),
)
SENDGRID = Sender(
    "sendgrid",
    SendGrid(SENDGRID_KEY.public_key()),
    as_sendgrid,
    [
        {
            "email": ADA,
            "timestamp": 1772442000,
            "smtp-id": "<unknown@northwind.example>",
            "event": "bounce",
            "category": ["cat facts"],
            "sg_event_id": "6g4ZI7SA-xmRDv57GoPIPw==",
            "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
            "reason": "500 unknown recipient",
            "status": "5.0.0",
            "type": "bounce",
        },
        {
            "email": ADA,
            "timestamp": 1772441000,
            "smtp-id": "<unknown@northwind.example>",
            "event": "delivered",
            "sg_event_id": "rWVYmVk90MjZJ9iohOBa3w==",
            "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
            "response": "250 OK",
        },
    ],
)
SENDGRID_INBOUND = Sender(
    "sendgrid/inbound",
    SendGridInbound(Login(LOGIN, "DRUMBEAT_SENDGRID_LOGIN"), (KEY_NOW, KEY_BEFORE)),
    lambda body: {**with_login(body), "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
    {
        "headers": f"From: Ada Lovelace <{ADA}>\nMessage-ID: <answer@lovelace.example>\n"
        "In-Reply-To: <unknown@northwind.example>\nSubject: Re: Hello\n",
        "from": f"Ada Lovelace <{ADA}>",
        "to": "robin@northwind.example",
        "subject": "Re: Hello",
        "text": "Call me.",
        "envelope": f'{{"to":["robin@northwind.example"],"from":"{ADA}"}}',
        "charsets": '{"to":"UTF-8","subject":"UTF-8","from":"UTF-8","text":"UTF-8"}',
        "attachments": "0",
        "SPF": "pass",
    },
    as_multipart,
)
HUBSPOT = Sender(
    "hubspot",
    HubSpot(KEY),
    as_hubspot,
    {
        "callbackId": "ap-102670506-56776413549-7-0",
        "origin": {"portalId": 102670506, "actionDefinitionId": 10860211},
        "context": {"source": "WORKFLOWS", "workflowId": 192814114},
        "object": {"objectId": 904, "objectType": "CONTACT", "properties": {"email": ADA}},
        "inputFields": {"fact": "meeting_booked", "email": ADA},
    },
)
ALL = (
    CALENDLY,
    CAL_COM,
    POSTMARK,
    POSTMARK_INBOUND,
    SES,
    TWILIO,
    MAILGUN,
    SENDGRID,
    SENDGRID_INBOUND,
    HUBSPOT,
)
SENDERS = {sender.path: sender for sender in ALL}

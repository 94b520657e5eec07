"""Each provider as it posts: how it signs, and one of its documented payloads.

Signatures are made here from the providers' documents, not with the code under test.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from domain.ports import Ingress
from tests.webhooks.door import ADA, MONDAY, SECRET
from tests.webhooks.providers.amazon import TOPIC, certificate_at, forged, in_envelope
from webhooks.app import create_app
from webhooks.providers.cal_com import CalCom
from webhooks.providers.calendly import Calendly
from webhooks.providers.postmark import Postmark, PostmarkInbound
from webhooks.providers.provider import Provider
from webhooks.providers.ses import Ses
from webhooks.providers.sns import Topic
from webhooks.signing import Login
from webhooks.standard import StandardEndpoint

KEY = "a-signing-key-of-the-provider"
LOGIN = "postmark:a-password-of-some-length"
PUBLIC_URL = "https://drumbeat.example"


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
        providers={sender.path: sender.provider for sender in senders},
        public_url=PUBLIC_URL,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside.example") as client:
        yield client


async def post_as(client: httpx.AsyncClient, sender: Sender, payload: object) -> httpx.Response:
    """Post the payload, or the very body, as the provider does."""
    body = payload if isinstance(payload, bytes) else sender.wrap(payload)
    return await client.post(f"/webhooks/{sender.path}", content=body, headers=sender.sign(body))


def hex_hmac(signed: bytes) -> str:
    return hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()


def _as_calendly(body: bytes) -> dict[str, str]:
    return {"Calendly-Webhook-Signature": f"t=1772442000,v1={hex_hmac(b'1772442000.' + body)}"}


def _as_cal_com(body: bytes) -> dict[str, str]:
    return {"X-Cal-Signature-256": hex_hmac(body)}


def _with_login(body: bytes) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(LOGIN.encode()).decode()}"}


CALENDLY = Sender(
    "calendly",
    Calendly(KEY),
    _as_calendly,
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
    _as_cal_com,
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
    _with_login,
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
    PostmarkInbound(Login(LOGIN, "DRUMBEAT_POSTMARK_LOGIN")),
    _with_login,
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
SENDERS = {sender.path: sender for sender in (CALENDLY, CAL_COM, POSTMARK, POSTMARK_INBOUND, SES)}

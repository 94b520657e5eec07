"""SendGrid: events of mails sent through it, many in one body; mails that come in.

Events are signed with ECDSA. The inbound parse webhook signs nothing by itself: its address carries
a login, https://user:password@….

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cryptography.exceptions import InvalidSignature as WrongSignature
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pydantic import Field, TypeAdapter, ValidationError

from domain.ports import InboundEvent
from domain.replies import Mail, decoded, headers_in, mail_of
from webhooks.errors import InvalidSecret, InvalidSignature, MalformedEvent
from webhooks.forms import fields_of
from webhooks.providers.clicks import Click, judged_together
from webhooks.providers.mails import MailDoor
from webhooks.providers.provider import BATCH_LIMIT, Clues, Posted, Provider
from webhooks.reading import Clue, Theirs, each_of, read
from webhooks.signing import digest_of, header

SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"
# Whom SendGrid does not write to any more; it names the reason in words.
DROPPED = {
    "bounced address": "bounce",
    "invalid": "bounce",
    "unsubscribed address": "opt_out",
    "spam reporting address": "opt_out",
}


_CHARSETS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


class Happened(Theirs):
    """One event of a batch."""

    event: str
    sg_event_id: Clue
    email: Clue | None = None
    smtp_id: Clue | None = Field(default=None, alias="smtp-id")
    type: str | None = None
    reason: str | None = None
    useragent: Any = None
    timestamp: Any = None

    def fact(self) -> str | None:
        """The fact that it is; opens, deliveries and what may pass are none."""
        match self.event:
            case "bounce":
                return None if self.type == "blocked" else "bounce"
            case "dropped":
                return DROPPED.get((self.reason or "").lower())
            case "spamreport" | "unsubscribe" | "group_unsubscribe":
                return "opt_out"
            case "click":
                return "engagement"
            case _:
                return None


@dataclass(frozen=True)
class SendGrid(Provider):
    """The event webhook, with its verification key."""

    name: ClassVar[str] = "sendgrid"

    key: ec.EllipticCurvePublicKey

    def body_limit(self, headers: Mapping[str, str]) -> int:
        """A whole batch."""
        return BATCH_LIMIT

    async def events(self, posted: Posted) -> tuple[InboundEvent, ...]:
        """As `Provider.events`. Its age is no matter: told again, it is a duplicate."""
        self._verify(posted)
        events = [
            self._event(posted, happened, fact, raw)
            for raw in each_of(posted.body)
            if (fact := (happened := read(Happened.model_validate_json, raw)).fact())
        ]
        return judged_together(events)

    def _event(self, posted: Posted, told: Happened, fact: str, raw: bytes) -> InboundEvent:
        clues = Clues(message_id=told.smtp_id, email=told.email)
        event = self.event(posted, told.sg_event_id, fact, clues, raw=raw)
        click = Click(told.smtp_id, told.useragent, told.timestamp)
        return click.told(event, posted) if fact == "engagement" else event

    def _verify(self, posted: Posted) -> None:
        """Over the timestamp and the body."""
        signed = header(posted.headers, TIMESTAMP).encode() + posted.body
        try:
            signature = base64.b64decode(header(posted.headers, SIGNATURE), validate=True)
            self.key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
        except (ValueError, WrongSignature):
            raise InvalidSignature from None


class SendGridInbound(MailDoor):
    """The inbound parse webhook: answers of prospects, parsed or raw."""

    name: ClassVar[str] = "sendgrid_inbound"

    async def events(self, posted: Posted) -> tuple[InboundEvent, ...]:
        """As `Provider.events`; the mail's own Message-ID makes it the same when told again."""
        self.login.refuse_others(posted.headers)
        fields = fields_of(posted)
        content = fields.get("email") or fields.get("headers")
        if content is None:
            raise MalformedEvent("body: is no form with the field headers or email")
        mail = mail_of(content) if fields.get("email") else _parsed(fields)
        event_id = digest_of(mail.headers.get("message-id") or decoded(content, ""))
        return self.heard(posted, event_id, mail)


def verification_key(text: str) -> ec.EllipticCurvePublicKey:
    """The key as SendGrid shows it: base64 of DER. Raises `InvalidSecret`."""
    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise InvalidSecret("DRUMBEAT_SENDGRID_KEY must be the verification key of the webhook")
    return key


def _parsed(fields: Mapping[str, bytes]) -> Mail:
    """What SendGrid has made of a mail; its words are in the charsets of the mail."""
    charsets = _charsets(fields.get("charsets", b""))

    def field(name: str) -> str:
        return decoded(fields.get(name, b""), charsets.get(name, ""))

    return Mail(headers_in(field("headers")), field("text"), field("html"))


def _charsets(content: bytes) -> dict[str, str]:
    """The charset of each field, where SendGrid tells."""
    try:
        return _CHARSETS.validate_json(content)
    except ValidationError:
        return {}

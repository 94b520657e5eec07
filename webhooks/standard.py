"""Our own endpoint, for anything that can sign a request: Standard Webhooks 1.0.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    model_validator,
)
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from domain.cadence import REPLY_CLASSES, ZONES
from domain.facts import DEALS, INBOUND, OPPORTUNITY_ID, Detail
from domain.people.prospects import Prospect
from domain.ports import InboundEvent
from domain.replies import own_words
from webhooks.errors import InvalidSecret, InvalidSignature, MalformedEvent
from webhooks.reading import Clue, read

PROVIDER = "webhook"
SIGNED_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
# No full stop: it divides the signed text, so an id that holds one could be cut in two ways
# (section "Signature scheme"). No @ either: the id is logged.
EVENT_ID = re.compile(r"[A-Za-z0-9_:-]{1,128}")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
SECRET_BYTES = range(24, 65)


def _fact_type(name: str) -> str:
    if name not in (known := (*INBOUND, *DEALS)):
        raise ValueError(f"must be one of {', '.join(known)}")
    return name


def _opportunity(name: str) -> str:
    if not OPPORTUNITY_ID.fullmatch(name):
        raise ValueError("must be the CRM's own id: 1 to 128 characters without blanks")
    return name


def _reply_class(name: str) -> str:
    if name not in REPLY_CLASSES:
        raise ValueError(f"must be one of {', '.join(REPLY_CLASSES)}")
    return name


def _zone(name: str) -> str:
    if name not in ZONES:
        raise ValueError("must be an IANA time zone such as Europe/Berlin")
    return name


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.upper()) if text else None


def _rfc_3339(text: str) -> str:
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        text = ""
    if not RFC_3339.fullmatch(text):
        raise ValueError("must be an RFC 3339 instant such as 2026-03-02T09:30:00Z")
    return text


class Referral(BaseModel):
    """The person whom a reply names as the right one."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    email: Clue
    first_name: Clue | None = None
    last_name: Clue | None = None
    title: Clue | None = None
    # Given only by who may be named to that person.
    referred_by: Clue | None = None

    def prospect(self) -> Prospect:
        """The person as a prospect, not known to the ledger yet."""
        variables = self.model_dump(exclude={"email"}, exclude_none=True)
        return Prospect(id="", email=self.email, variables=variables)


class Clues(BaseModel):
    """Whom the event is about, and what is known of it; all else stays in the raw body."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")

    enrollment: Clue | None = None
    message_id: Clue | None = None
    email: Clue | None = None
    reply_class: Annotated[str, AfterValidator(_reply_class)] | None = None
    returns_at: Annotated[str, AfterValidator(_rfc_3339)] | None = None
    kind: Literal["open", "click", "machine_click"] | None = None
    step: Clue | None = None
    referral: Referral | None = None
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    opportunity: Annotated[str, AfterValidator(_opportunity)] | None = None

    def detail(self) -> Detail | None:
        """What is known of the event beside its kind, if anything."""
        until = _instant(self.returns_at)
        known = Detail(self.reply_class, until, self.kind, self.step, self.timezone)
        return None if known == Detail() else known

    def words(self) -> str | None:
        """What somebody wrote, where the sender tells it under `text`."""
        text = (self.model_extra or {}).get("text")
        return own_words(text) or None if isinstance(text, str) else None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if not (self.enrollment or self.message_id or self.email):
            raise ValueError("must have at least one of enrollment, message_id, email")
        return self


class Payload(BaseModel):
    """The signed body: what happened, optionally when, and to whom."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    type: Annotated[str, AfterValidator(_fact_type)]
    timestamp: Annotated[str, AfterValidator(_rfc_3339)] | None = None
    data: Clues

    def detail(self) -> Detail | None:
        """What is known of the event; of an opportunity also which, and when it happened."""
        if self.type not in DEALS:
            return self.data.detail()
        return Detail(opportunity=self.data.opportunity, happened_at=_instant(self.timestamp))

    @model_validator(mode="after")
    def _names_its_opportunity(self) -> Self:
        if self.type in DEALS and not self.data.opportunity:
            raise ValueError(f"{self.type} must have data.opportunity, the id that the CRM has")
        return self


class StandardEndpoint:
    """Turns a signed request into an `InboundEvent`. Raises `InvalidSecret` on a weak secret."""

    def __init__(self, secret: str) -> None:
        self._webhook = Webhook(_key(secret))

    def event(self, body: bytes, headers: Mapping[str, str], received_at: datetime) -> InboundEvent:
        """The event as received at a Drumbeat instant.

        Raises `InvalidSignature` unless these very bytes were signed with the secret within five
        minutes of the host's clock, and `MalformedEvent` where they then make no sense.
        """
        return _event(body, self.verified_id(body, headers), received_at)

    def verified_id(self, body: bytes, headers: Mapping[str, str]) -> str:
        """The `webhook-id` of a request that is signed. Raises as `event`."""
        # Each header is picked once: of a repeated webhook-id the one that is verified is stored.
        signed = {name: headers[name] for name in SIGNED_HEADERS if name in headers}
        try:
            self._webhook.verify(body, signed, json_parse=False)
        # ValueError: what the library lets through of a bad body, base64 or signature list.
        except (WebhookVerificationError, ValueError):
            raise InvalidSignature from None
        if not EVENT_ID.fullmatch(signed["webhook-id"]):
            raise MalformedEvent("webhook-id: must be 1 to 128 letters, digits, or any of _ : -")
        return signed["webhook-id"]


def _key(secret: str) -> bytes:
    text = secret.removeprefix("whsec_").rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise InvalidSecret from None
    if len(key) not in SECRET_BYTES:
        raise InvalidSecret
    return key


def _event(body: bytes, event_id: str, received_at: datetime) -> InboundEvent:
    payload = read(Payload.model_validate_json, body)
    referral = payload.data.referral
    return InboundEvent(
        provider=PROVIDER,
        event_id=event_id,
        fact=payload.type,
        received_at=received_at,
        raw=body,
        enrollment_id=payload.data.enrollment,
        message_id=payload.data.message_id,
        email=payload.data.email,
        detail=payload.detail(),
        referral=referral.prospect() if referral else None,
        words=payload.data.words(),
    )

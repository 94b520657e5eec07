"""Mailgun: bounces, complaints, clicks and opt-outs of mails sent through it.

Its signature covers a token and not the body: a token counts for one body only, for good, or who
has seen one could write bodies of their own.

https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

from pydantic import Field

from domain.ports import InboundEvent
from ledger.records import KeyReused, RequestKey
from webhooks.errors import InvalidSignature, MalformedEvent
from webhooks.providers.clicks import Click
from webhooks.providers.provider import Clues, Posted, Provider
from webhooks.reading import Clue, Theirs, read
from webhooks.signing import hmac_of, refuse_other

# Whom Mailgun does not write to any more has asked for it, or bounced, at an earlier time.
SUPPRESSED = {
    "suppress-bounce": "bounce",
    "suppress-unsubscribe": "opt_out",
    "suppress-complaint": "opt_out",
}


class Tokens(Protocol):
    """Remembers tokens for good; raises `LedgerUnavailable` while it cannot."""

    async def use_once(self, key: RequestKey, at: datetime, /) -> None:
        """Take note of a key. Raises `KeyReused` where it stands for another request."""


class Signature(Theirs):
    """What is signed, and the signature."""

    timestamp: str
    token: Clue
    signature: str


class Signed(Theirs):
    """The part of a body that is not to be believed before it is verified."""

    signature: Signature


class Headers(Theirs):
    """The headers that we sent."""

    message_id: Clue | None = Field(default=None, alias="message-id")


class Message(Theirs):
    """The mail that it is about."""

    headers: Headers = Headers()


class Client(Theirs):
    """What opened or clicked; `bot` names a scanner."""

    bot: str = ""
    user_agent: Any = Field(default=None, alias="user-agent")

    @property
    def said(self) -> object:
        """As which program it counts: what Mailgun takes for a scanner names nobody."""
        return "" if self.bot else self.user_agent


class Happened(Theirs):
    """What happened. `id` is unique within a day only, so the moment belongs to it."""

    id: Clue
    timestamp: float
    event: str
    recipient: Clue | None = None
    severity: str | None = None
    reason: str | None = None
    message: Message = Message()
    client: Client = Field(default=Client(), alias="client-info")

    def fact(self) -> str | None:
        """The fact that it is; opens, deliveries and what may pass are none."""
        match self.event:
            case "failed" if self.severity == "permanent":
                return SUPPRESSED.get(self.reason or "", "bounce")
            case "complained" | "unsubscribed":
                return "opt_out"
            case "clicked":
                return "engagement"
            case _:
                return None


class Told(Theirs):
    """A body that is signed."""

    happened: Happened = Field(alias="event-data")


@dataclass(frozen=True)
class Mailgun(Provider):
    """The webhooks of a domain, with the HTTP webhook signing key."""

    name: ClassVar[str] = "mailgun"

    secret: str = field(repr=False)
    tokens: Tokens

    async def events(self, posted: Posted) -> tuple[InboundEvent, ...]:
        """As `Provider.events`. Its age is no matter: a token never counts for another body."""
        await self._verify(posted)
        told = read(Told.model_validate_json, posted.body).happened
        if (fact := told.fact()) is None:
            return ()
        ours = told.message.headers.message_id
        clues = Clues(message_id=ours, email=told.recipient)
        event = self.event(posted, f"{told.timestamp}/{told.id}", fact, clues)
        click = Click(ours, told.client.said, told.timestamp)
        return (click.told(event, posted) if fact == "engagement" else event,)

    async def _verify(self, posted: Posted) -> None:
        try:
            signed = read(Signed.model_validate_json, posted.body).signature
        except MalformedEvent:
            raise InvalidSignature from None
        text = f"{signed.timestamp}{signed.token}".encode()
        refuse_other(signed.signature, hmac_of(self.secret, text).hex())
        key = RequestKey(self.name, signed.token, hashlib.sha256(posted.body).hexdigest())
        try:
            await self.tokens.use_once(key, posted.at)
        except KeyReused:
            raise InvalidSignature from None

"""Calendly: meetings that prospects book and cancel.

A reschedule fires `invitee.canceled` for the old invitee and `invitee.created` for the new one, in
any order; the old one says `rescheduled`, so a moved meeting never reads as a canceled one.

https://developer.calendly.com/api-docs/overview/webhooks/webhook-signatures
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from domain.ports import InboundEvent
from webhooks.providers.provider import (
    Clues,
    Posted,
    Provider,
    enrollment_in,
    zone_of_invitee,
)
from webhooks.reading import Clue, Theirs, read
from webhooks.signing import header, hmac_of, refuse_other

SIGNATURE = "calendly-webhook-signature"
FACTS = {"invitee.created": "meeting_booked", "invitee.canceled": "meeting_canceled"}


class Tracking(Theirs):
    """The parameters of the link by which the invitee came."""

    utm_content: Any = None


class Invitee(Theirs):
    """Who booked; `uri` names this booking of theirs."""

    uri: Clue
    email: Clue | None = None
    rescheduled: bool = False
    new_invitee: Clue | None = None
    timezone: Any = None
    tracking: Tracking | None = None

    @property
    def has_moved(self) -> bool:
        return self.rescheduled or self.new_invitee is not None

    def clues(self) -> Clues:
        """By the enrollment in the link, else by the address."""
        parameter = self.tracking.utm_content if self.tracking else None
        return Clues(enrollment_id=enrollment_in(parameter), email=self.email)


class Envelope(Theirs):
    """What happened."""

    event: str


class Told(Theirs):
    """An event about an invitee."""

    payload: Invitee


@dataclass(frozen=True)
class Calendly(Provider):
    """A webhook subscription with its signing key."""

    name: ClassVar[str] = "calendly"

    secret: str = field(repr=False)

    async def events(self, posted: Posted) -> tuple[InboundEvent, ...]:
        """As `Provider.events`. Its age is no matter: told again, it is a duplicate."""
        self._verify(posted)
        happened = read(Envelope.model_validate_json, posted.body).event
        if happened not in FACTS:
            return ()
        invitee = read(Told.model_validate_json, posted.body).payload
        if happened == "invitee.canceled" and invitee.has_moved:
            return ()
        event_id = f"{happened}/{invitee.uri.rpartition('/')[2]}"
        zone = zone_of_invitee(invitee.timezone)
        return (self.event(posted, event_id, FACTS[happened], invitee.clues(), zone),)

    def _verify(self, posted: Posted) -> None:
        """`t=<seconds>,v1=<hex>` over the seconds, a full stop and the body."""
        parts = header(posted.headers, SIGNATURE).split(",")
        named = dict(part.strip().partition("=")[::2] for part in parts)
        signed = f"{named.get('t', '')}.".encode() + posted.body
        refuse_other(named.get("v1", ""), hmac_of(self.secret, signed).hex())

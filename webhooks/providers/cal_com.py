"""Cal.com: meetings that prospects book, move and cancel.

A move is one event, `BOOKING_RESCHEDULED`, under a new uid. A booking that a host has yet to
confirm counts as booked: the prospect has answered.

https://cal.com/docs/developing/guides/automation/webhooks
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from domain.facts import Detail
from domain.ports import InboundEvent
from webhooks.providers.provider import (
    Clues,
    Posted,
    Provider,
    enrollment_in,
    zone_of_invitee,
)
from webhooks.reading import Clue, Theirs, read
from webhooks.signing import digest_of, header, hmac_of, refuse_other

SIGNATURE = "x-cal-signature-256"
FACTS = {
    "BOOKING_REQUESTED": "meeting_booked",
    "BOOKING_CREATED": "meeting_booked",
    "BOOKING_RESCHEDULED": "meeting_booked",
    "BOOKING_CANCELLED": "meeting_canceled",
    "BOOKING_REJECTED": "meeting_canceled",
}


class Attendee(Theirs):
    """Somebody who comes to the meeting."""

    email: Clue
    timeZone: Any = None  # noqa: N815 -- their name of it


class Booking(Theirs):
    """A meeting; `metadata` comes from parameters `metadata[…]` of the booking link."""

    uid: Clue
    attendees: tuple[Attendee, ...] = ()
    metadata: dict[str, Any] | None = None

    def invitees(self) -> tuple[tuple[Clues, Detail | None], ...]:
        """The enrollment in the link; else everybody who comes: any of them may be a prospect."""
        everybody = tuple(
            (Clues(email=one.email), zone_of_invitee(one.timeZone)) for one in self.attendees
        )
        if named := enrollment_in((self.metadata or {}).get("enrollment")):
            clues, zone = next(iter(everybody), (Clues(), None))
            return ((replace(clues, enrollment_id=named), zone),)
        return everybody


class Envelope(Theirs):
    """What happened."""

    triggerEvent: str  # noqa: N815 -- their name of it


class Told(Theirs):
    """An event about a booking."""

    payload: Booking


@dataclass(frozen=True)
class CalCom(Provider):
    """A webhook with its secret."""

    name: ClassVar[str] = "cal_com"

    secret: str = field(repr=False)

    async def events(self, posted: Posted) -> tuple[InboundEvent, ...]:
        """As `Provider.events`. Its age is no matter: told again, it is a duplicate."""
        sound = hmac_of(self.secret, posted.body).hex()
        refuse_other(header(posted.headers, SIGNATURE), sound)
        happened = read(Envelope.model_validate_json, posted.body).triggerEvent
        if happened not in FACTS:
            return ()
        booking = read(Told.model_validate_json, posted.body).payload
        return tuple(
            self.event(posted, _event_id(happened, booking, clues), FACTS[happened], clues, zone)
            for clues, zone in booking.invitees()
        )


def _event_id(happened: str, booking: Booking, clues: Clues) -> str:
    """One booking is created, moved or canceled once for each who comes."""
    who = digest_of(clues.enrollment_id or clues.email)
    return f"{happened.lower()}/{booking.uid}/{who}"

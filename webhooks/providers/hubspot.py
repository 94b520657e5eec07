"""HubSpot: what its workflows send through a custom action, and changes of contacts.

A custom action names its prospect. A change of a contact names only HubSpot's own number of it,
which the ledger does not know: such an event is kept and listed for a person.

https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from domain.facts import INBOUND
from domain.ports import InboundEvent
from webhooks.errors import InvalidSignature, MalformedEvent
from webhooks.providers.provider import Clues, Posted, Provider
from webhooks.reading import Clue, Theirs, each_of, read
from webhooks.signing import header, hmac_of, refuse_other

SIGNATURE = "x-hubspot-signature-v3"
TIMESTAMP = "x-hubspot-request-timestamp"
OLDEST = timedelta(minutes=5)
# Properties of a contact that HubSpot sets when something has happened.
PROPERTIES = {
    "hs_sales_email_last_replied": "reply",
    "engagements_last_meeting_booked": "meeting_booked",
    "hs_email_hard_bounce_reason_enum": "bounce",
    "hs_email_optout": "opt_out",
}


class Fields(Theirs):
    """The input fields that the custom action has to have."""

    fact: str
    email: Clue | None = None
    enrollment: Clue | None = None


class Action(Theirs):
    """A custom action of a workflow that has come to a contact."""

    callbackId: Clue  # noqa: N815 -- their name of it
    inputFields: Fields  # noqa: N815 -- likewise


class Change(Theirs):
    """Something happened to a record."""

    eventId: int  # noqa: N815 -- their name of it
    subscriptionType: str  # noqa: N815 -- likewise
    objectId: int  # noqa: N815 -- likewise
    occurredAt: int = 0  # noqa: N815 -- likewise
    propertyName: str | None = None  # noqa: N815 -- likewise
    propertyValue: str | None = None  # noqa: N815 -- likewise

    def fact(self) -> str | None:
        """The fact that it is; a property that was emptied or denied is none."""
        if self.subscriptionType == "contact.privacyDeletion":
            return "opt_out"
        is_set = self.propertyValue not in (None, "", "false")
        is_change = self.subscriptionType == "contact.propertyChange" and is_set
        return PROPERTIES.get(self.propertyName or "") if is_change else None


@dataclass(frozen=True)
class HubSpot(Provider):
    """An app, with its client secret."""

    name: ClassVar[str] = "hubspot"

    secret: str = field(repr=False)

    async def events(self, posted: Posted) -> tuple[InboundEvent, ...]:
        """As `Provider.events`."""
        self._verify(posted)
        if posted.body.lstrip().startswith(b"["):
            return tuple(
                self._of_change(posted, change, fact, raw)
                for raw in each_of(posted.body)
                if (fact := (change := read(Change.model_validate_json, raw)).fact())
            )
        return (self._of_action(posted, read(Action.model_validate_json, posted.body)),)

    def _of_action(self, posted: Posted, action: Action) -> InboundEvent:
        told = action.inputFields
        if told.fact not in INBOUND:
            raise MalformedEvent(f"inputFields.fact: must be one of {', '.join(INBOUND)}")
        clues = Clues(enrollment_id=told.enrollment, email=told.email)
        return self.event(posted, f"action/{action.callbackId}", told.fact, clues)

    def _of_change(self, posted: Posted, change: Change, fact: str, raw: bytes) -> InboundEvent:
        """An event id is not unique by itself, says HubSpot, so the moment belongs to it."""
        event_id = f"contact/{change.objectId}/{change.occurredAt}/{change.eventId}"
        return self.event(posted, event_id, fact, Clues(), raw=raw)

    def _verify(self, posted: Posted) -> None:
        """Over method, address, body and moment, which is within five minutes."""
        moment = header(posted.headers, TIMESTAMP)
        signed = b"POST" + posted.url.encode() + posted.body + moment.encode()
        sound = base64.b64encode(hmac_of(self.secret, signed)).decode()
        refuse_other(header(posted.headers, SIGNATURE), sound)
        age = posted.host_at.timestamp() - int(moment) / 1000 if moment.isdecimal() else None
        if age is None or abs(age) > OLDEST.total_seconds():
            raise InvalidSignature

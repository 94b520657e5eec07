"""What the inbox keeps of an event beside its kind, as JSON."""

from __future__ import annotations

from pydantic import TypeAdapter

from domain.facts import Detail
from domain.people.prospects import Prospect
from domain.ports import InboundEvent

_DETAIL: TypeAdapter[Detail] = TypeAdapter(Detail)
_REFERRAL: TypeAdapter[Prospect] = TypeAdapter(Prospect)


def detail_to_json(detail: Detail) -> str:
    """`detail_from_json` is its inverse."""
    return _DETAIL.dump_json(detail, exclude_none=True).decode()


def detail_from_json(text: str) -> Detail:
    """The detail that `detail_to_json` wrote."""
    return _DETAIL.validate_json(text)


def meeting_timezone_of(event: InboundEvent) -> str | None:
    """The zone that the invitee of a booked meeting gave, if any."""
    return event.detail.timezone if event.fact == "meeting_booked" and event.detail else None


def referral_to_json(referral: Prospect) -> str:
    """`referral_from_json` is its inverse."""
    return _REFERRAL.dump_json(referral, exclude_none=True).decode()


def referral_from_json(text: str) -> Prospect:
    """The person that `referral_to_json` wrote."""
    return _REFERRAL.validate_json(text)

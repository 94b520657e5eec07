"""Clicks as the mail providers tell them: in the mail of which step, by what and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from domain.facts import Detail
from domain.mail.engagement import CLICK, MACHINE_CLICK, is_burst, kind_of_click
from domain.ports import InboundEvent
from domain.replies import step_of
from webhooks.providers.provider import Posted

LONGEST_AGO = timedelta(days=366)


@dataclass(frozen=True)
class Click:
    """What a provider says of a click, as far as it does.

    `message_id` is ours, `user_agent` what the request named, `at` the host's time: RFC 3339, or
    seconds since 1970.
    """

    message_id: str | None = None
    user_agent: object = None
    at: object = None

    def told(self, event: InboundEvent, posted: Posted) -> InboundEvent:
        """The event with what is known of the click."""
        agent = self.user_agent if isinstance(self.user_agent, str) else None
        detail = Detail(kind=kind_of_click(agent), step=step_of(self.message_id))
        return replace(event, detail=detail, clicked_at=_in_our_time(_instant(self.at), posted))


def judged_together(events: Sequence[InboundEvent]) -> tuple[InboundEvent, ...]:
    """Those of one body: many clicks in one mail at once are a machine's, the first ones too."""
    return tuple(_as_machine(event) if _is_of_burst(event, events) else event for event in events)


def _is_of_burst(event: InboundEvent, events: Sequence[InboundEvent]) -> bool:
    if event.clicked_at is None or event.detail is None or event.detail.kind != CLICK:
        return False
    mail = (event.message_id, event.email)
    others = [
        other.clicked_at
        for other in events
        if other is not event and other.clicked_at and (other.message_id, other.email) == mail
    ]
    return is_burst(event.clicked_at, others)


def _as_machine(event: InboundEvent) -> InboundEvent:
    return replace(event, detail=replace(event.detail or Detail(), kind=MACHINE_CLICK))


def _in_our_time(host_at: datetime | None, posted: Posted) -> datetime | None:
    """The instant in Drumbeat time; None where it can be none of a mail of ours."""
    ago = posted.host_at - host_at if host_at else LONGEST_AGO
    return posted.at - ago if abs(ago) < LONGEST_AGO else None


def _instant(told: object) -> datetime | None:
    """None where it is no instant at all: the click counts by everything else."""
    try:
        if isinstance(told, int | float):
            return datetime.fromtimestamp(told, UTC)
        at = datetime.fromisoformat(told) if isinstance(told, str) else None
    except (OSError, OverflowError, ValueError):
        return None
    return at if at and at.tzinfo else None

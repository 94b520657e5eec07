"""What becomes of a touch by what the provider of texts did."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from activities.deliveries import LOGIN_REFUSED, wait_of
from activities.refusals import refused
from activities.touching import Started, StartTouch
from domain.facts import TouchHeld, TouchInDoubt, TouchPerformed, TouchSkipped
from domain.ports import (
    Answer,
    ClaimState,
    Declined,
    Taken,
    Unanswered,
    Unreached,
    Withdrawn,
)
from domain.telephony.texting import reason_of

PROVIDER_AWAY = "text_provider_away"
PROVIDER_BUSY = "text_provider_busy"
TEXT_REFUSED = "text_refused"

_NO_LOGIN = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


def outcome_of(
    delivery: Answer | Withdrawn, touch: StartTouch, now: datetime
) -> tuple[ClaimState, Started]:
    """The claim's new state and the fact, for each way a delivery can end."""
    match delivery:
        case Taken(sid):
            performed = TouchPerformed(at=now, step=touch.step, receipt=sid)
            return ClaimState.SENT, performed
        case Unanswered():
            return ClaimState.IN_DOUBT, TouchInDoubt(
                at=now, step=touch.step, generation=touch.generation
            )
        case Withdrawn(refusal):
            return ClaimState.NOT_SENT, refused(touch.step, touch.generation, refusal, now)
        case Unreached():
            return ClaimState.NOT_SENT, _held(PROVIDER_AWAY, touch, now)
        case Declined():
            return ClaimState.NOT_SENT, _declined(delivery, touch, now)


def _declined(declined: Declined, touch: StartTouch, now: datetime) -> TouchHeld | TouchSkipped:
    """A hold until the provider is asked again, unless the number takes no text at all."""
    if reason := reason_of(declined.code):
        return TouchSkipped(at=now, step=touch.step, reason=reason)
    if declined.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _held(PROVIDER_BUSY, touch, now)
    if declined.status in _NO_LOGIN:
        return _held(LOGIN_REFUSED, touch, now)
    return _held(TEXT_REFUSED, touch, now, declined.code)


def _held(reason: str, touch: StartTouch, now: datetime, code: int | None = None) -> TouchHeld:
    return TouchHeld(
        at=now,
        step=touch.step,
        generation=touch.generation,
        reason=reason,
        until=now + wait_of(touch),
        why=f"the provider answered with error {code}" if code else None,
    )

"""What keeps a person from being contacted: pure, and the same for both ledgers."""

from __future__ import annotations

from typing import Literal

from domain.enrollment import State
from domain.facts import (
    Bounced,
    EnrollmentEnded,
    Fact,
    OptedOut,
    ReplyCorrected,
    ReplyReceived,
    inbound_fact,
)
from domain.ports import InboundEvent, Ingested

# An opt-out silences the person on every channel, a bounce the mail address for mail.
Silence = Literal["opt_out", "bounce"]


def silence_of(fact: Fact) -> Silence | None:
    """How a recorded fact silences its prospect; a reply may be an opt-out in words.

    Soft bounces in a row end as a bounce, of which no other fact tells.
    """
    match fact:
        case OptedOut():
            return "opt_out"
        case ReplyReceived(reply_class="unsubscribe") | ReplyCorrected(reply_class="unsubscribe"):
            return "opt_out"
        case Bounced() | EnrollmentEnded(state=State.BOUNCED):
            return "bounce"
        case _:
            return None


def silence_at_ingest(event: InboundEvent, verdict: Ingested) -> Silence | None:
    """An opt-out at once; a bounce with its fact, or here where no fact will follow."""
    fact = inbound_fact(event.fact, event.received_at, event.event_id, event.detail)
    silence = silence_of(fact)
    return None if silence == "bounce" and verdict is not Ingested.TOO_LATE else silence

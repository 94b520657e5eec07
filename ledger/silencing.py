"""What keeps a person from being contacted: pure, and the same for both ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from domain.enrollment import State
from domain.facts import (
    DEALS,
    Bounced,
    EnrollmentEnded,
    Fact,
    OptedOut,
    ReplyCorrected,
    ReplyReceived,
    TaskCompleted,
    inbound_fact,
)
from domain.ports import InboundEvent, Ingested
from domain.prospects import Prospect
from ledger.addresses import EVERY_CHANNEL, address_key, opted_out_keys

# An opt-out silences the person on every channel, a bounce the mail address for mail; a wrong
# number silences the number, a wish not to be called the person, both for all that needs a number.
Silence = Literal["opt_out", "bounce", "wrong_number", "do_not_call"]

BY_PHONE = ("call", "voicemail", "sms")


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
        case TaskCompleted(disposition="wrong_number"):
            return "wrong_number"
        case TaskCompleted(disposition="do_not_call"):
            return "do_not_call"
        case _:
            return None


def said_by(enrollment_id: str, fact: Fact) -> str:
    """Where it is known from, as the list of suppressions shows it."""
    if isinstance(fact, TaskCompleted):
        return f"{fact.disposition} of {enrollment_id}.{fact.step}, says {fact.by}"
    return getattr(fact, "source_id", None) or fact.key


def silenced(person: Prospect, silence: Silence) -> Iterator[tuple[str, str]]:
    """Each address that may not be contacted any more, with the channel."""
    match silence:
        case "opt_out":
            yield from ((key, EVERY_CHANNEL) for key in opted_out_keys(person))
        case "bounce":
            yield from ((address_key(mail), "email") for mail in (person.email,) if mail)
        case "wrong_number":
            yield from _by_phone(person.phone)
        case "do_not_call":
            yield from (*_by_phone(person.id), *_by_phone(person.phone))


def asks_in_own_name(event: InboundEvent) -> bool:
    """Whether its sender, whoever that is, wants no more; a token says itself whose it is."""
    is_token = event.fact == "opt_out" and event.enrollment_id is not None
    return not is_token and silence_at_ingest(event, Ingested.ACCEPTED) == "opt_out"


def silence_at_ingest(event: InboundEvent, verdict: Ingested) -> Silence | None:
    """An opt-out at once; a bounce with its fact, or here where no fact will follow."""
    if event.fact in DEALS:
        return None
    fact = inbound_fact(event.fact, event.received_at, event.event_id, event.detail)
    silence = silence_of(fact)
    return None if silence == "bounce" and verdict is not Ingested.TOO_LATE else silence


def _by_phone(address: str | None) -> Iterator[tuple[str, str]]:
    if address:
        yield from ((address_key(address), channel) for channel in BY_PHONE)

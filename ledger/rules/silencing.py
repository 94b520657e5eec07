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
    TextReported,
    TouchSkipped,
    inbound_fact,
)
from domain.people.prospects import Prospect
from domain.ports import InboundEvent, Ingested
from domain.telephony.texting import INVALID_NUMBER, TAKES_NO_TEXTS, reason_of
from ledger.rules.addresses import EVERY_CHANNEL, address_key, opted_out_keys

# An opt-out silences the person on every channel, a bounce the mail address for mail; a wrong
# number silences the number, a wish not to be called the person, both for all that needs a number;
# a number that takes no texts is silenced for these alone.
Silence = Literal["opt_out", "bounce", "wrong_number", "do_not_call", "no_texts"]

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
        case TaskCompleted(disposition="wrong_number" | "do_not_call" as silence):
            return silence
        case TouchSkipped(reason=reason):
            return _of_text(reason)
        case TextReported(code=code):
            return _of_text(reason_of(code))
        case _:
            return None


def said_by(enrollment_id: str, fact: Fact) -> str:
    """Where it is known from, as the list of suppressions shows it."""
    if isinstance(fact, TaskCompleted):
        return f"{fact.disposition} of {enrollment_id}.{fact.step}, says {fact.by}"
    if isinstance(fact, TouchSkipped | TextReported):
        return f"the provider, of the text of {enrollment_id}.{fact.step}"
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
        case "no_texts":
            yield from ((address_key(phone), "sms") for phone in (person.phone,) if phone)


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


def _of_text(reason: str | None) -> Silence | None:
    """How the number is silenced that takes no text for this reason."""
    if reason == INVALID_NUMBER:
        return "wrong_number"
    return "no_texts" if reason in TAKES_NO_TEXTS else None


def _by_phone(address: str | None) -> Iterator[tuple[str, str]]:
    if address:
        yield from ((address_key(address), channel) for channel in BY_PHONE)

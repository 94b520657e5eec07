"""What the law asks of outreach: who writes, and how to hear no more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.linting.measures import links_in, phrases_in, words_of
from domain.linting.phrases import ENGLISH, WAYS_OUT
from domain.linting.reading import Reading
from domain.linting.rule import Remark, error, warning
from domain.linting.sources import (
    CAN_SPAM_ADDRESS,
    CAN_SPAM_OPT_OUT,
    CTIA,
    from_,
)
from domain.replies.classing import classed

_UNFILLED = re.compile(
    r"\b(?:todo|tbd|xxx+|your (?:company|street|address|city|name))\b|[\[\]{}<>]"
)
_MAIL_ADDRESS = re.compile(r"\S@\S+\.\S")
_QUOTED = re.compile(r"[\"“”„«](.{1,40}?)[\"“”»]|(?<!\w)'(.{1,40}?)'(?!\w)")
_UNDERSTOOD = 'quote what is, such as "no thanks", "nein danke", "non merci" or "no gracias"'
FEWEST_PARTS = 3
STOPS = frozenset({"cancel", "end", "no", "opt", "quit", "stop", "unsubscribe"})


@error(
    remedy="write street or post-office box, place and country, as on an envelope",
    source=from_(CAN_SPAM_ADDRESS, "the sender's valid physical postal address in every mail"),
)
def no_postal_address(reading: Reading) -> Iterator[Remark]:
    """The address under every mail is one that a letter would reach."""
    address = reading.cadence.compliance.postal_address
    at = ("compliance", "postal_address")
    if _UNFILLED.search(address.casefold()):
        yield Remark(at, f"{address!r} still has to be filled in")
    elif not any(sign.isdigit() for sign in address):
        yield Remark(at, f"{address!r} has no number of a house, a box or a postal district")
    elif len(address.split()) < FEWEST_PARTS and address.isascii():
        yield Remark(at, f"{address!r} is too little for a letter")


@error(
    remedy='say what to do, as in `Not for you? Reply "no thanks" and I will not write again.`',
    source=from_(CAN_SPAM_OPT_OUT, "a clear notice of how to opt out, by answering or on one page"),
)
def no_opt_out_words(reading: Reading) -> Iterator[Remark]:
    """The words under every mail say how to hear no more, and an answer that they quote does it."""
    words, at = reading.cadence.compliance.opt_out, ("compliance", "opt_out")
    says_how = phrases_in(WAYS_OUT, words) or links_in(words) or _MAIL_ADDRESS.search(words)
    if not says_how and _is_english(words):
        yield Remark(at, f"{words!r} does not say what to do")
    answers = (found[1] or found[2] for found in _QUOTED.finditer(words))
    if unheeded := next((each for each in answers if not _opts_out(each)), None):
        yield Remark(at, f"an answer {unheeded!r} is not understood as an opt-out", _UNDERSTOOD)


def _opts_out(answer: str) -> bool:
    return classed(answer).reply_class == "unsubscribe"


def _is_english(text: str) -> bool:
    """Whether these lists can judge the text: what is in another language is trusted."""
    words = set(words_of(text))
    return not words.isdisjoint(ENGLISH) or words <= {"opt", "out", "optout", "unsubscription"}


@warning(
    remedy="end the first one with `Reply STOP to opt out`",
    source=from_(CTIA, "say how to opt out of text messages"),
)
def sms_without_stop(reading: Reading) -> Iterator[Remark]:
    """The first text message says how to get no more."""
    first = next((one for one in reading.contacts if one.channel == "sms"), None)
    if first and STOPS.isdisjoint(words_of(first.full("text"))):
        wrong = f"{first.step.id!r} does not say how to get no more text messages"
        yield Remark((*first.loc, "text"), wrong)


RULES = (no_postal_address, no_opt_out_words, sms_without_stop)

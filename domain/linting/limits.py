"""What fits: into a note on LinkedIn, into an InMail, into a text message."""

from __future__ import annotations

from collections.abc import Iterator

from domain.cadence import LinkedIn
from domain.linting.measures import sms_parts, unusual_in_sms
from domain.linting.reading import Reading
from domain.linting.rule import Remark, error, warning
from domain.linting.sources import DRUMBEAT, GSM, LINKEDIN, TWILIO, from_
from domain.linting.wording import Wording
from domain.rep_work.lengths import MOST

SMS_PARTS = 1
ONE_PART = 160


def _limited(reading: Reading, *kinds: str) -> Iterator[tuple[Wording, str, int]]:
    """Every text of these kinds that has a limit, by its key, and the limit in characters."""
    for one in reading.wordings:
        kind = one.content.kind if isinstance(one.content, LinkedIn) else one.channel
        if kind in kinds:
            yield from ((one, key, most) for key, most in MOST[kind].items())


def _lengths(one: Wording, key: str) -> list[int]:
    """How long the text gets for each of the two prospects that have one."""
    return [len(text.strip()) for text in one.both(key) if text.strip()] or [0]


def _too_long(reading: Reading, kind: str) -> Iterator[Remark]:
    """What is too long for everybody: with all fields known, and with the required ones alone."""
    for one, key, most in _limited(reading, kind):
        length = min(_lengths(one, key))
        if length > most:
            wrong = f"the {key} of {one.step.id!r} is {length} characters long, where {most} fit"
            yield Remark((*one.loc, key), wrong)


@warning(
    remedy="shorten it, or what its variables may hold (`| truncate:`)",
    source=from_(LINKEDIN, "300 characters for an invitation's note, 1,900 for an InMail"),
)
def tight_fit(reading: Reading) -> Iterator[Remark]:
    """What has a limit on its channel keeps it with long names and titles, too."""
    for one, key, most in _limited(reading, *MOST):
        lengths = _lengths(one, key)
        if max(lengths) > most >= min(lengths):
            wrong = f"the {key} of {one.step.id!r} can get {max(lengths)} characters long"
            yield Remark((*one.loc, key), f"{wrong}, where {most} fit")


@error(
    remedy="shorten it",
    source=from_(LINKEDIN, "300 characters for the note with an invitation"),
)
def connect_note_too_long(reading: Reading) -> Iterator[Remark]:
    """A note with an invitation to connect has at most 300 characters."""
    yield from _too_long(reading, "connect")


@error(
    remedy="shorten it",
    source=from_(LINKEDIN, "1,900 characters for an InMail, 200 for its subject"),
)
def inmail_too_long(reading: Reading) -> Iterator[Remark]:
    """An InMail has at most 1,900 characters, its subject 200."""
    yield from _too_long(reading, "inmail")


@error(
    remedy="shorten it; a message is read on a telephone",
    source=from_(DRUMBEAT, "a LinkedIn message has at most 1,900 characters"),
)
def linkedin_message_too_long(reading: Reading) -> Iterator[Remark]:
    """A LinkedIn message has at most 1,900 characters."""
    yield from _too_long(reading, "message")


@warning(
    remedy="stay within 160 characters, or 70 with signs such as – ’ or emoji",
    source=(
        f"{from_(GSM, 'one part holds 160 characters, or 70')}; "
        f"{from_(TWILIO, 'stay below 320 characters for the best deliverability')}"
    ),
)
def sms_too_long(reading: Reading) -> Iterator[Remark]:
    """A text message is sent in one part."""
    for one in reading.wordings:
        if one.channel != "sms":
            continue
        text = max(one.both("text"), key=sms_parts)
        if sms_parts(text) > SMS_PARTS and len(text) <= MOST["sms"]["text"]:
            unusual = unusual_in_sms(text)
            because = f" because of {unusual!r}" if unusual and len(text) <= ONE_PART else ""
            wrong = f"{one.step.id!r} is sent in {sms_parts(text)} parts{because}"
            yield Remark((*one.loc, "text"), f"{wrong}, at {len(text)} characters")


@error(
    remedy="shorten it, or write a mail",
    source=from_(DRUMBEAT, "a text message has at most 640 characters"),
)
def sms_over_limit(reading: Reading) -> Iterator[Remark]:
    """A text message has at most 640 characters."""
    yield from _too_long(reading, "sms")


RULES = (
    tight_fit,
    connect_note_too_long,
    inmail_too_long,
    linkedin_message_too_long,
    sms_too_long,
    sms_over_limit,
)

"""How a mail is written: its subject, its length, its tone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.linting.measures import is_shouted, phrases_in, visible_in, word_count
from domain.linting.phrases import SPAM
from domain.linting.reading import Reading
from domain.linting.rule import Remark, error, warning
from domain.linting.sources import BOOMERANG, CAN_SPAM_SUBJECT, GMAIL, INTUIT, SPAMASSASSIN, from_
from domain.linting.wording import Wording

LONGEST_SUBJECT = 60
MOST_WORDS = 200
FEWEST_WORDS = 20
MOST_EXCLAMATIONS = 2
# Re: and Fwd: as mail programs write them in English, German and Dutch.
_FAKE = re.compile(r"\s*(re|fwd?|aw|wg|antw)\s*(\[\d+\])?\s*:", re.IGNORECASE)


def _mails_that_come_first(reading: Reading) -> Iterator[Wording]:
    first = next(iter(reading.contacts), None)
    return (one for one in _mails(reading) if first and one.step.id == first.step.id)


def _mails(reading: Reading) -> Iterator[Wording]:
    return (one for one in reading.wordings if one.channel == "email")


@warning(
    remedy=f"make it {LONGEST_SUBJECT} characters or fewer",
    source=from_(BOOMERANG, "short subjects are answered most; mail programs cut what is long"),
)
def subject_too_long(reading: Reading) -> Iterator[Remark]:
    """A mail's subject has at most 60 characters, also for somebody at a long company name."""
    for one in _mails(reading):
        length = max(len(" ".join(text.split())) for text in one.both("subject"))
        if length > LONGEST_SUBJECT:
            wrong = f"the subject of {one.step.id!r} gets {length} characters long"
            yield Remark((*one.loc, "subject"), wrong)


@warning(
    remedy="write it in small letters",
    source=from_(SPAMASSASSIN, "rule SUBJ_ALL_CAPS"),
)
def subject_shouting(reading: Reading) -> Iterator[Remark]:
    """A mail's subject is not written in capitals."""
    for one in _mails(reading):
        if is_shouted(one.bare("subject") or one.full("subject")):
            yield Remark((*one.loc, "subject"), f"the subject of {one.step.id!r} is in capitals")


@error(
    remedy="take it out; a follow-up needs none",
    source=(
        f"{from_(CAN_SPAM_SUBJECT, 'no deceptive subject headings')}; "
        f"{from_(GMAIL, 'no Re: or Fwd: on what is no reply and was not forwarded')}"
    ),
)
def fake_reply(reading: Reading) -> Iterator[Remark]:
    """No outbound mail, and no first mail to who came in, has a subject with `Re:` or `Fwd:`."""
    # Whoever has come in may well have answered the first.
    mails = _mails(reading) if reading.is_outbound else _mails_that_come_first(reading)
    for one in mails:
        if found := next(filter(None, map(_FAKE.match, one.both("subject"))), None):
            wrong = f"the subject of {one.step.id!r} begins with {found[0].strip()!r}"
            yield Remark((*one.loc, "subject"), wrong)


@warning(
    remedy="keep one thought and one question, in 50 to 125 words",
    source=from_(BOOMERANG, "50 to 125 words are answered most, and fewer and fewer beyond"),
)
def text_too_long(reading: Reading) -> Iterator[Remark]:
    """A mail has at most 200 words."""
    for one in _mails(reading):
        count = max(map(word_count, one.both("text")))
        if count > MOST_WORDS:
            yield Remark((*one.loc, "text"), f"the text of {one.step.id!r} has {count} words")


@warning(
    remedy="say what is new and ask one question, in 50 to 125 words",
    source=from_(BOOMERANG, "mails of ten words lose about 30% of the answers"),
)
def text_too_short(reading: Reading) -> Iterator[Remark]:
    """A mail has at least 20 words."""
    for one in _mails(reading):
        count = min((word_count(text) for text in one.both("text") if text), default=FEWEST_WORDS)
        if count < FEWEST_WORDS:
            yield Remark((*one.loc, "text"), f"the text of {one.step.id!r} has {count} words")


@warning(
    remedy="say it as you would to a colleague",
    source=from_(SPAMASSASSIN, "phrases of rules/20_phrases.cf and 20_head_tests.cf, a selection"),
)
def spam_words(reading: Reading) -> Iterator[Remark]:
    """A mail does without the phrases by which filters and people know advertising."""
    for one in _mails(reading):
        for key in ("subject", "text", "html"):
            if found := _spam_in(_read(one, key)):
                wrong = f"the {key} of {one.step.id!r} says {' and '.join(found)}"
                yield Remark((*one.loc, key), wrong)


def _read(one: Wording, key: str) -> str:
    """What a person reads of it."""
    return visible_in(one.full(key)) if key == "html" else one.full(key)


def _spam_in(text: str) -> list[str]:
    """The phrases in the text, without those that are part of longer ones."""
    found = phrases_in(SPAM, text)
    longest = [one for one in found if not any(one != more and one in more for more in found)]
    return [f"“{one}”" for one in longest]


@warning(
    remedy="end the sentence with a full stop",
    source=from_(INTUIT, "excessive punctuation is taken for spam"),
)
def exclamation_marks(reading: Reading) -> Iterator[Remark]:
    """A mail has no exclamation mark in its subject and at most two in its text."""
    for one in _mails(reading):
        if "!" in one.full("subject"):
            wrong = f"the subject of {one.step.id!r} has an exclamation mark"
            yield Remark((*one.loc, "subject"), wrong)
        for key in ("text", "html"):
            count = _read(one, key).count("!")
            if count > MOST_EXCLAMATIONS:
                wrong = f"the {key} of {one.step.id!r} has {count} exclamation marks"
                yield Remark((*one.loc, key), wrong)


RULES = (
    subject_too_long,
    subject_shouting,
    fake_reply,
    text_too_long,
    text_too_short,
    spam_words,
    exclamation_marks,
)

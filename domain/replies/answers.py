"""What an answer says: its class, when its writer is back, whom it names instead."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from domain.facts import UNCLASSIFIED, Detail
from domain.people.prospects import Prospect
from domain.replies.classing import NOTHING, Classed, classed, is_signature
from domain.replies.headers import Headers
from domain.replies.machines import BULK, WEAK, says_away, says_received, sign_of_machine
from domain.replies.mail import Mail
from domain.replies.own_words import own_words, words_of_html
from domain.replies.plain import plain
from domain.replies.referrals import referral_in
from domain.replies.returning import return_in, start_of

AWAY, AUTOMATIC, WRONG_PERSON = "out_of_office", "automatic", "wrong_person"
UNSUBSCRIBE, MOST_WORDS_OF_OPT_OUT = "unsubscribe", 30
HAS_LEFT = 85
LONGEST_SUBJECT_ALONE = 30


@dataclass(frozen=True)
class Answer:
    """A class, and what else was said."""

    classed: Classed
    until: datetime | None = None
    referral: Prospect | None = None

    def detail(self, step: str | None) -> Detail | None:
        """As the inbox keeps it; None where nothing was understood at all."""
        if self.classed == NOTHING:
            return Detail(step=step) if step else None
        return Detail(
            reply_class=self.classed.reply_class,
            until=self.until,
            step=step,
            confidence=self.classed.confidence,
            rule=self.classed.rule,
        )


def words_of(mail: Mail) -> str:
    """What the writer added to what they answer, as text."""
    return own_words(mail.text) if mail.text.strip() else own_words(words_of_html(mail.html))


def is_short_opt_out(mail: Mail) -> bool:
    """Whether it asks for no more and says little else: a newsletter speaks of that below a lot."""
    words = words_of(mail)
    is_short = len(words.split()) <= MOST_WORDS_OF_OPT_OUT
    return is_short and classed(words).reply_class == UNSUBSCRIBE


def answer_in(mail: Mail, at: datetime, not_them: Collection[str]) -> Answer:
    """What this mail says, at a moment of Drumbeat time.

    `not_them` are the addresses that name nobody else: the writer's and ours.
    """
    words = words_of(mail)
    subject = mail.headers.words("subject")
    said = plain(f"{subject}. {words}")
    if sign := sign_of_machine(mail.headers, said):
        answer = _of_machine(sign, said, words, mail.headers, at)
    else:
        answer = Answer(_classed(words, _alone(subject)))
    if answer.classed.reply_class != WRONG_PERSON:
        return answer
    return Answer(answer.classed, referral=referral_in(words, mail.headers, not_them))


def _classed(words: str, subject: str) -> Classed:
    """What the words say; the subject, where there are none or no more than a signature."""
    said = classed(words or subject)
    if said != NOTHING or not is_signature(words):
        return said
    of_subject = classed(subject)
    return of_subject if of_subject.reply_class == UNSUBSCRIBE else said


def _of_machine(sign: str, said: str, words: str, headers: Headers, at: datetime) -> Answer:
    """What a machine says: that somebody has left, is away, or that it has taken the mail in.

    By a weak sign it may only pass on what a person says.
    """
    of_person, is_away = classed(words), says_away(said)
    until = _until(said, headers, at) if is_away or sign not in WEAK else None
    if _has_left(of_person) and until is None:
        return Answer(of_person)
    if until or is_away:
        return Answer(Classed(AWAY, 95, f"{sign}, and says so"), until)
    if says_received(said):
        return Answer(Classed(AUTOMATIC, 90, f"{sign}, and has received it"))
    is_passed_on = of_person.reply_class != UNCLASSIFIED or sign == BULK
    if sign in WEAK and is_passed_on:
        return Answer(of_person)
    return Answer(Classed(AWAY, 60, sign))


def _until(said: str, headers: Headers, at: datetime) -> datetime | None:
    """When somebody is back, by the clock that dated the mail."""
    offset = _offset(headers)
    today = at if offset is None else at + offset - (at.utcoffset() or timedelta())
    day = return_in(said, today.date())
    return start_of(day, at, offset) if day else None


def _has_left(said: Classed) -> bool:
    """Not where it only names who can help meanwhile."""
    return said.reply_class == WRONG_PERSON and said.confidence >= HAS_LEFT


def _alone(subject: str) -> str:
    """The subject where it may speak by itself: `Unsubscribe`, but not `Re: Unsubscribe?`."""
    return subject if len(subject) <= LONGEST_SUBJECT_ALONE and ":" not in subject else ""


def _offset(headers: Headers) -> timedelta | None:
    """How far the clock that dated the mail is from UTC; None where it does not say."""
    try:
        return parsedate_to_datetime(headers.get("date")).utcoffset()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

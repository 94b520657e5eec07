"""What has gone between us and a prospect by mail, and under what subject the next mail goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.facts import Fact, ReplyCorrected, ReplyReceived

REPLY = "Re: "
# Classes of replies that no person wrote: to answer them with `Re:` would pretend a conversation.
AUTOMATIC = frozenset({"out_of_office", "automatic"})


@dataclass(frozen=True)
class SentMail:
    """A mail that went out, or may have; `subject` as it was sent, None where nobody kept it."""

    step: str
    message_id: str
    subject: str | None
    at: datetime


@dataclass(frozen=True)
class Correspondence:
    """One enrollment's mails that went out or may have, oldest first, and the last human reply."""

    mails: tuple[SentMail, ...] = ()
    answered_at: datetime | None = None

    def within(self, steps: tuple[str, ...]) -> Correspondence:
        """The part of it that is about these steps."""
        mails = tuple(mail for mail in self.mails if mail.step in steps)
        is_answered = mails and self.answered_at and self.answered_at >= mails[0].at
        return Correspondence(mails, self.answered_at if is_answered else None)

    @property
    def ids(self) -> tuple[str, ...]:
        """The message ids, oldest first."""
        return tuple(mail.message_id for mail in self.mails)

    def subject(self, otherwise: str) -> str:
        """The subject of the next mail: as the first was sent, with `Re:` only after a reply.

        Google's sender guidelines take `Re:` on what is no reply for deceptive. `otherwise` is for
        where no mail has gone out yet.
        """
        sent = next(iter(self.mails), None)
        subject = (sent.subject if sent else None) or otherwise
        if self.answered_at is None or subject.lower().startswith(REPLY.lower()):
            return subject
        return f"{REPLY}{subject}"


def answered_at(facts: Iterable[Fact]) -> datetime | None:
    """When a person answered last, by what each reply is now; the facts are in their order."""
    replies: dict[str, ReplyReceived] = {}
    for fact in facts:
        match fact:
            case ReplyReceived():
                replies[fact.source_id] = fact
            case ReplyCorrected() if reply := replies.get(fact.reply):
                replies[fact.reply] = replace(reply, reply_class=fact.reply_class)
    return max((each.at for each in replies.values() if is_human(each)), default=None)


def is_human(reply: ReplyReceived) -> bool:
    """Whether a person wrote it."""
    return reply.reply_class not in AUTOMATIC

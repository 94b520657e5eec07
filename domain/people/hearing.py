"""What was heard of a prospect, by the name of its event; the latest of a name counts.

Soft bounces in a row end as a bounce. What is refused for a reason that may pass (4.x.x of RFC
3463, a full mailbox) is tried again by a later touch, and one that comes through is heard of only
when somebody answers; so after the third with nothing heard in between the address counts as gone.
Three in a row is common practice of mail services: Get a Newsletter counts so, Act-On advises three
to five.

https://support.getanewsletter.com/en/articles/3678337-soft-vs-hard-bounce
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.facts import InboundFact, ReplyCorrected, ReplyReceived, SoftBounced

SOFT_BOUNCES = 3
# Nobody has answered, and no mail has come through, where only these came in.
NO_ANSWER = frozenset({"bounce", "soft_bounce", "colleague_replied"})


@dataclass(frozen=True)
class Heard:
    """The latest event of its name; `until` is the return date of somebody who is away.

    `correction` is the event by which a reply came to have the name.
    """

    source_id: str
    at: datetime
    step: str | None = None
    until: datetime | None = None
    correction: str | None = None

    @property
    def event_id(self) -> str:
        """What it is reacted to as: once when it came, once more when it was corrected."""
        return self.correction or self.source_id


@dataclass(frozen=True)
class Reply:
    """A reply as it counts now; `correction` is the event that last said so, where one did."""

    reply_class: str
    at: datetime
    until: datetime | None = None
    correction: str | None = None


@dataclass(frozen=True)
class Hearing:
    """All that was heard: the events by name, the replies by source, soft bounces in a row."""

    heard: Mapping[str, Heard]
    replies: Mapping[str, Reply]
    soft_bounces: int

    def with_event(self, fact: InboundFact) -> Hearing:
        """After one more event, about its step where it has one."""
        if fact.event is None:
            return self
        step: str | None = getattr(fact, "step", None)
        until: datetime | None = getattr(fact, "until", None)
        name = f"{fact.event}/{step}" if step else fact.event
        heard = {**self.heard, name: Heard(fact.source_id, fact.at, step, until)}
        if (soft_bounces := self._in_a_row(fact)) >= SOFT_BOUNCES:
            heard["bounce"] = Heard(fact.source_id, fact.at)
        return Hearing(heard, self._with_reply(fact), soft_bounces)

    def with_correction(self, fact: ReplyCorrected) -> Hearing:
        """As if the reply had come with the class that a person has given it."""
        if (known := self.replies.get(fact.reply)) is None:
            return self
        corrected = Reply(fact.reply_class, known.at, fact.until, fact.source_id)
        replies = {**self.replies, fact.reply: corrected}
        others = {
            name: heard
            for name, heard in self.heard.items()
            if not (name.startswith("reply/") and heard.source_id in replies)
        }
        return replace(self, heard={**others, **_by_class(replies)}, replies=replies)

    def _in_a_row(self, fact: InboundFact) -> int:
        if isinstance(fact, SoftBounced):
            # A server that keeps trying reports one mail more than once.
            is_known = fact.step is not None and f"{fact.event}/{fact.step}" in self.heard
            return self.soft_bounces if is_known else self.soft_bounces + 1
        return self.soft_bounces if fact.event in NO_ANSWER else 0

    def _with_reply(self, fact: InboundFact) -> Mapping[str, Reply]:
        if not isinstance(fact, ReplyReceived):
            return self.replies
        return {**self.replies, fact.source_id: Reply(fact.reply_class, fact.at, fact.until)}


def _by_class(replies: Mapping[str, Reply]) -> dict[str, Heard]:
    """The latest reply of each class, by the name of its event."""
    return {
        f"reply/{reply.reply_class}": Heard(
            source_id, reply.at, until=reply.until, correction=reply.correction
        )
        for source_id, reply in replies.items()
    }

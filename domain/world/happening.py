"""What comes of one touch, and of an answer: facts by the dice and the true rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.facts import (
    Bounced,
    Engaged,
    Fact,
    InboundFact,
    MeetingBooked,
    OpportunityLost,
    OpportunityOpened,
    OpportunityWon,
    OptedOut,
    ReplyReceived,
    TaskCompleted,
    TaskOpened,
    TouchInDoubt,
    TouchPerformed,
    TouchSkipped,
)
from domain.world.dice import Dice
from domain.world.rates import Rates

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# How long a rep has for a task, and how much longer one takes who is late.
IN_TIME, LATE = 2 * HOUR, 3 * HOUR
REPS = tuple(f"rep-{number}@northwind.example" for number in range(1, 9))
MAILBOXES = tuple(f"sales-{number}@northwind.example" for number in range(1, 13))
# The outcomes of a call that end the cadence, and the one that a meeting may follow.
CONVERSATION = "meaningful_conversation"
ENDING = frozenset({CONVERSATION, "not_interested"})


@dataclass(frozen=True)
class Moment:
    """A touch that begins; what comes of it comes within `room`, before the next one begins."""

    enrollment_id: str
    step: str
    number: int
    channel: str
    variant: str | None
    at: datetime
    zone: str
    room: timedelta


@dataclass(frozen=True)
class Stop:
    """The end that an event brings, at once; `is_glad` where a meeting may follow."""

    at: datetime
    state: str
    reason: str
    is_glad: bool = False


@dataclass(frozen=True)
class Chance:
    """The dice of one person in a world of these rates."""

    dice: Dice
    rates: Rates

    def mail(self, touch: Moment) -> tuple[list[Fact], Stop | None]:
        """A mail goes out; what came of it."""
        mailbox = self.dice.one_of("mailbox", MAILBOXES)
        if self._comes(touch, "in_doubt", self.rates.in_doubt):
            return [TouchInDoubt(at=touch.at, step=touch.step, mailbox=mailbox)], None
        sent = TouchPerformed(at=touch.at, step=touch.step, mailbox=mailbox)
        if touch.number == 0 and self._comes(touch, "bounce", self.rates.bounce):
            bounce = Bounced(at=touch.at + HOUR / 60, source_id=_source(touch, "bounce"))
            return [sent, bounce], Stop(bounce.at, "bounced", "bounce")
        answer, stop = self._answer(touch)
        return [sent, *self._clicks(touch), *answer], stop

    def task(self, touch: Moment) -> tuple[list[Fact], Stop | None]:
        """A rep is asked; what came of it."""
        rep = self.dice.one_of("rep", REPS)
        due_at = touch.at + IN_TIME
        opened = TaskOpened(
            at=touch.at, step=touch.step, kind=touch.channel, due_at=due_at, owner=rep
        )
        if self._comes(touch, "overdue", self.rates.overdue):
            given_up = TouchSkipped(at=due_at + HOUR, step=touch.step, reason="overdue")
            return [opened, given_up], None
        is_late = self._comes(touch, "late", self.rates.late)
        done_at = touch.at + (LATE if is_late else IN_TIME * self._share(touch, "done"))
        is_call = touch.channel == "call"
        how = self.dice.weighed(f"{touch.step}/call", self.rates.calls) if is_call else "done"
        done = TaskCompleted(at=done_at, step=touch.step, disposition=how, by=rep)
        stop = Stop(done_at, "finished", how, how == CONVERSATION) if how in ENDING else None
        return [opened, done], stop

    def sale(self, enrollment_id: str, at: datetime) -> Iterator[Fact]:
        """What a positive answer of that moment leads to."""
        if not self.dice.comes("meeting", self.rates.meeting):
            return
        met_at = at + DAY
        yield MeetingBooked(at=met_at, source_id=f"world/{enrollment_id}.meeting")
        if not self.dice.comes("opportunity", self.rates.opportunity):
            return
        opportunity, opened_at = f"006-{enrollment_id}", met_at + 7 * DAY
        yield OpportunityOpened(at=opened_at, opportunity=opportunity)
        share, closed_at = self.dice.share("sale"), opened_at + 21 * DAY
        if share < self.rates.won:
            yield OpportunityWon(at=closed_at, opportunity=opportunity)
        elif share < self.rates.won + self.rates.lost:
            yield OpportunityLost(at=closed_at, opportunity=opportunity)

    def _answer(self, touch: Moment) -> tuple[list[Fact], Stop | None]:
        at = touch.at + touch.room * self._share(touch, "answer") * 0.9
        here = touch.at.astimezone(ZoneInfo(touch.zone))
        rate = self.rates.of_reply(touch.number, touch.variant, here)
        if self._comes(touch, "reply", rate):
            how = self.dice.weighed(f"{touch.step}/class", self.rates.classes)
            return [_reply(touch, at, how)], Stop(at, "finished", "replied", how == "positive")
        if self._comes(touch, "opt_out", self.rates.opt_out):
            source = _source(touch, "opt_out")
            return [OptedOut(at=at, source_id=source)], Stop(at, "opted_out", "opt_out")
        is_away = self._comes(touch, "away", self.rates.away)
        return [_reply(touch, at, "out_of_office")] if is_away else [], None

    def _clicks(self, touch: Moment) -> Iterator[InboundFact]:
        rates = self.rates
        kinds = (
            ("open", rates.opened),
            ("click", rates.clicked),
            ("machine_click", rates.machine),
        )
        for kind, rate in kinds:
            if self._comes(touch, kind, rate):
                at = touch.at + touch.room * self._share(touch, f"{kind}/at") / 2
                yield Engaged(at=at, source_id=_source(touch, kind), kind=kind, step=touch.step)

    def _comes(self, touch: Moment, what: str, rate: float) -> bool:
        return self.dice.comes(f"{touch.step}/{what}", rate)

    def _share(self, touch: Moment, what: str) -> float:
        return self.dice.share(f"{touch.step}/{what}")


def _reply(touch: Moment, at: datetime, reply_class: str) -> ReplyReceived:
    source = _source(touch, "reply")
    return ReplyReceived(at=at, source_id=source, reply_class=reply_class, to_step=touch.step)


def _source(touch: Moment, what: str) -> str:
    return f"world/{touch.enrollment_id}.{touch.step}.{what}"

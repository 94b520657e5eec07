"""What a mailbox has sent, who waits for it, and who asks: all that its rules look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.mailboxes.mailbox import Mailbox

HOUR = timedelta(hours=1)
# A reservation that old has lost its attempt: `workflows.policies.TOUCH_LIMIT` ends it.
HELD_FOR = timedelta(minutes=15)
# Who has not come so long after the turn is not waited for; `domain.decide.LATE` plans it anew.
MISSED_AFTER = timedelta(minutes=15)


class Delay(StrEnum):
    """Why a mailbox cannot take a mail now, as the reason of a hold."""

    PAUSED = "mailbox_paused"
    FULL = "mailbox_full"
    DOMAIN_FULL = "domain_full"
    FOLLOW_UPS = "left_for_follow_ups"
    HOURLY = "mailbox_hourly"
    GAP = "mailbox_gap"


# Who waits for one of these has a turn of its own on the same day.
TURNS = frozenset({Delay.HOURLY, Delay.GAP})


@dataclass(frozen=True)
class NoSlot:
    """The mailbox takes no mail now: why, when to ask again, and the same in words."""

    mailbox: str
    reason: Delay
    until: datetime
    why: str


@dataclass(frozen=True)
class MailboxPause:
    """Nothing goes out by the mailbox; `until` None lasts until a person resumes it."""

    at: datetime
    reason: str
    until: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Whether the pause has not ended by itself."""
        return self.until is None or at < self.until


@dataclass(frozen=True)
class Ask:
    """A mail that asks for a slot: whose, to which domain, when, and until when it may start.

    A follow-up continues a thread that the mailbox has begun.
    """

    enrollment_id: str
    step: str
    domain: str
    at: datetime
    not_after: datetime
    is_follow_up: bool = False

    @property
    def key(self) -> str:
        return f"{self.enrollment_id}/{self.step}"


@dataclass(frozen=True)
class Slot:
    """A mail that counts: when it left, or is about to, and to which domain."""

    at: datetime
    domain: str


@dataclass(frozen=True)
class Waiter:
    """A held mail: who waits for the mailbox, why, and until when."""

    enrollment_id: str
    is_follow_up: bool
    reason: str
    until: datetime


@dataclass(frozen=True)
class Usage:
    """What the mailbox has sent and promised, as one who asks sees it.

    `today` counts the mailbox's day and `hour` the last 60 minutes, in which the hourly limit is
    kept again from `hour_frees_at`; `follow_ups` are those still to come today, `waiting` those
    like the asker that go before; the last of all that do has its turn at `last_turn`, the asker
    at `turn_at`.
    """

    today: int = 0
    hour: int = 0
    hour_frees_at: datetime | None = None
    to_domain: int = 0
    last_at: datetime | None = None
    first_used_at: datetime | None = None
    follow_ups: int = 0
    waiting: int = 0
    last_turn: datetime | None = None
    turn_at: datetime | None = None

    def has_turn(self, at: datetime) -> bool:
        """Whether the asker has waited and its turn has come."""
        return self.turn_at is not None and self.turn_at <= at


def taken_by(slots: Iterable[Slot], mailbox: Mailbox, ask: Ask) -> Usage:
    """What others have taken of the mailbox, as the asker sees it."""
    latest_first = sorted(slots, key=lambda slot: slot.at, reverse=True)
    midnight, limit = mailbox.midnight_before(ask.at), mailbox.limits.hour
    today = [slot for slot in latest_first if slot.at >= midnight]
    hour = sum(slot.at > ask.at - HOUR for slot in latest_first)
    return Usage(
        today=len(today),
        hour=hour,
        hour_frees_at=latest_first[limit - 1].at + HOUR if limit and hour >= limit else None,
        to_domain=sum(slot.domain == ask.domain for slot in today),
        last_at=latest_first[0].at if latest_first else None,
    )


@dataclass(frozen=True)
class Queue:
    """Those with a turn today, as one who asks sees them; see `Usage`."""

    waiting: int
    last_turn: datetime | None
    turn_at: datetime | None


def queue_for(ask: Ask, mailbox: Mailbox, waiters: Iterable[Waiter]) -> Queue:
    """Who goes before the asker: a follow-up goes before all first mails."""
    midnight = mailbox.midnight_after(ask.at)
    turns = [
        waiter
        for waiter in waiters
        if waiter.reason in TURNS and ask.at - MISSED_AFTER <= waiter.until < midnight
    ]
    own = [waiter.until for waiter in turns if waiter.enrollment_id == ask.enrollment_id]
    others = [waiter for waiter in turns if waiter.enrollment_id != ask.enrollment_id]
    follow_ups = [waiter for waiter in others if waiter.is_follow_up]
    before = follow_ups if ask.is_follow_up else others
    return Queue(
        waiting=len(before) if ask.is_follow_up else len(others) - len(follow_ups),
        last_turn=max((waiter.until for waiter in before), default=None),
        turn_at=own[0] if own else None,
    )

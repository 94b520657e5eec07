"""Whether a mailbox may send one more mail now and, where it may not, why and until when.

A mail that finds no slot gets a turn of its own, one gap after the last that waits, so that those
who wait do not come in a heap; what does not fit into the day asks again on the next. The gap that
a turn keeps is jittered by a stable hash; whose turn has come needs the shortest gap alone, for the
mail before it may have left a moment late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.mailboxes.mailbox import Mailbox
from domain.mailboxes.usage import HOUR, Ask, Delay, MailboxPause, NoSlot, Usage
from domain.shares import share_of

NOTHING = timedelta(0)
# Room for the moments between a turn and its mail, beside the gap.
LEEWAY = timedelta(seconds=30)
# Over how much of the next day's beginning those come back who found a full day.
COMING_BACK_OVER = timedelta(hours=1)
# How soon a paused mailbox is looked at again: after as long as it has been paused, within these.
SOONEST_LOOK = timedelta(minutes=15)
LATEST_LOOK = timedelta(hours=4)


def no_slot(mailbox: Mailbox, ask: Ask, usage: Usage) -> NoSlot | None:
    """The weightiest reason against sending now; None where the mail may go out."""
    case = _Case(mailbox, ask, usage)
    for rule in (case.full, case.domain_full, case.left_for_follow_ups, case.hourly, case.gap):
        if found := rule():
            return found
    return None


def held_by_pause(mailbox: Mailbox, ask: Ask, pause: MailboxPause | None) -> NoSlot | None:
    """The pause that holds the mail; it looks again ever more seldom, and never with all others."""
    if pause is None or not pause.holds_at(ask.at):
        return None
    share = share_of(f"{ask.key}/{ask.at.isoformat()}")
    if pause.until is not None:
        until = pause.until + SOONEST_LOOK * share
        words = f" until {mailbox.clock(pause.until)}"
    else:
        until = ask.at + min(max(ask.at - pause.at, SOONEST_LOOK), LATEST_LOOK) * (0.5 + share / 2)
        words = ""
    why = f"{mailbox.address} is paused{words}: {pause.reason}"
    return NoSlot(mailbox.address, Delay.PAUSED, until, why)


@dataclass(frozen=True)
class _Case:
    """One who asks, and what the mailbox has sent and promised; the rules, by their weight."""

    mailbox: Mailbox
    ask: Ask
    usage: Usage

    def full(self) -> NoSlot | None:
        """The day's cap, with those who wait for the rest of it."""
        if self._cap is None or self.usage.today + self._ahead < self._cap:
            return None
        return self._tomorrow(Delay.FULL, f"{self._sent}{self._ahead_in_words}")

    def domain_full(self) -> NoSlot | None:
        """The day's cap for one recipient domain."""
        most = self.mailbox.limits.domain
        if most is None or self.usage.to_domain < most:
            return None
        why = f"{self.mailbox.address} has sent {self.usage.to_domain} of {most} to "
        return self._tomorrow(Delay.DOMAIN_FULL, f"{why}{self.ask.domain} today")

    def left_for_follow_ups(self) -> NoSlot | None:
        """A first mail gets what the day's follow-ups leave."""
        if self._cap is None or self.ask.is_follow_up:
            return None
        to_come = self.usage.follow_ups
        if self.usage.today + self._ahead + to_come < self._cap:
            return None
        why = f"{self._sent}{self._ahead_in_words}, the rest is for follow-ups ({to_come} to come)"
        return self._tomorrow(Delay.FOLLOW_UPS, why)

    def hourly(self) -> NoSlot | None:
        """The limit of any 60 minutes."""
        most = self.mailbox.limits.hour
        if most is None or self.usage.hour < most:
            return None
        why = f"{self.mailbox.address} has sent {self.usage.hour} of {most} in the last hour"
        return self._at_its_turn(Delay.HOURLY, self.usage.hour_frees_at or self.ask.at, why)

    def gap(self) -> NoSlot | None:
        """The pause after the last mail, and those who have waited longer."""
        free_at, last_turn = self._free_at, self.usage.last_turn
        if self.ask.at < free_at:
            why = f"{self.mailbox.address} pauses between two mails"
            return self._at_its_turn(Delay.GAP, free_at, why)
        if last_turn and not self._has_turn and self.ask.at < last_turn + self._spacing:
            why = f"{self.mailbox.address} has others to send first"
            return self._at_its_turn(Delay.GAP, free_at, why)
        return None

    # When to come again

    def _at_its_turn(self, reason: Delay, free_at: datetime, why: str) -> NoSlot:
        """After the last that waits; what would leave its window asks again tomorrow."""
        last_turn = self.usage.last_turn
        until = max(free_at, last_turn + self._spacing) if last_turn else free_at
        if until > self.ask.not_after:
            return self._tomorrow(reason, f"{why}, and no turn is left in this window")
        why = f"{why}{self._ahead_in_words}; its turn is at {self.mailbox.clock(until)}"
        return NoSlot(self.mailbox.address, reason, until, why)

    def _tomorrow(self, reason: Delay, why: str) -> NoSlot:
        """The mailbox's next day; not all at once, for each of them is planned anew then."""
        share = share_of(self.ask.key)
        until = self.mailbox.midnight_after(self.ask.at) + COMING_BACK_OVER * share
        return NoSlot(self.mailbox.address, reason, until, why)

    # What the rules look at

    @property
    def _cap(self) -> int | None:
        return self.mailbox.cap_on(self.usage.first_used_at, self.ask.at)

    @property
    def _has_turn(self) -> bool:
        return self.usage.has_turn(self.ask.at)

    @property
    def _ahead(self) -> int:
        return 0 if self._has_turn else self.usage.waiting

    @property
    def _free_at(self) -> datetime:
        """When the gap after the last mail is over."""
        gap, last_at = self.mailbox.limits.gap, self.usage.last_at
        if gap is None or last_at is None:
            return self.ask.at
        return last_at + (gap[0] if self._has_turn else self._spacing)

    @property
    def _spacing(self) -> timedelta:
        """How long after the mail before it this one comes: the jittered gap, or the hour's."""
        limits = self.mailbox.limits
        hourly = HOUR / limits.hour if limits.hour else NOTHING
        if limits.gap is None:
            return hourly
        shortest, longest = limits.gap
        jittered = shortest + (longest - shortest) * share_of(self.ask.key)
        return max(jittered, hourly, shortest + min(LEEWAY, shortest / 10))

    # Words

    @property
    def _sent(self) -> str:
        day = self.mailbox.ramp_day(self.usage.first_used_at, self.ask.at)
        warming = f" (day {day} of its warm-up)" if day else ""
        return f"{self.mailbox.address} has sent {self.usage.today} of {self._cap} today{warming}"

    @property
    def _ahead_in_words(self) -> str:
        return f", {self._ahead} wait before it" if self._ahead else ""

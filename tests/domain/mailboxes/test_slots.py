"""Who may send now and who has to wait: the rules alone, over any day there can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.mailboxes import (
    Ask,
    Delay,
    Limits,
    Mailbox,
    MailboxPause,
    NoSlot,
    Usage,
    Waiter,
    held_by_pause,
    no_slot,
    queue_for,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
GAP = (5 * MINUTE, 10 * MINUTE)
ROBIN = Mailbox("robin@b.example", "Robin", limits=Limits(day=30, gap=GAP))
ASK = Ask("e-1", "intro", "example.com", NINE, NINE + 8 * HOUR)

moments = st.integers(0, 479).map(lambda minute: NINE + minute * MINUTE)
usages = st.builds(
    Usage,
    today=st.integers(0, 40),
    hour=st.integers(0, 10),
    hour_frees_at=moments,
    to_domain=st.integers(0, 5),
    last_at=st.none() | moments,
    follow_ups=st.integers(0, 10),
    waiting=st.integers(0, 10),
    last_turn=st.none() | moments,
    turn_at=st.none() | moments,
)
mailboxes = st.builds(
    lambda **limits: replace(ROBIN, limits=Limits(**limits)),
    day=st.none() | st.integers(1, 40),
    hour=st.none() | st.integers(1, 10),
    domain=st.none() | st.integers(1, 5),
    gap=st.none() | st.just(GAP),
)
asks = st.builds(
    Ask,
    enrollment_id=st.sampled_from(["e-1", "e-2", "e-3"]),
    step=st.just("intro"),
    domain=st.just("example.com"),
    at=moments,
    not_after=st.just(NINE + 8 * HOUR),
    is_follow_up=st.booleans(),
)


@given(mailboxes, asks, usages)
def test_a_slot_keeps_every_limit(mailbox: Mailbox, ask: Ask, usage: Usage) -> None:
    """Whatever is asked of whatever mailbox: a slot is never one too many."""
    if no_slot(mailbox, ask, usage) is not None:
        return

    limits = mailbox.limits
    assert limits.day is None or usage.today < limits.day
    assert limits.hour is None or usage.hour < limits.hour
    assert limits.domain is None or usage.to_domain < limits.domain
    if limits.gap and usage.last_at:
        assert ask.at >= usage.last_at + limits.gap[0]
    if limits.day and not ask.is_follow_up:
        assert usage.today + usage.follow_ups < limits.day


@given(mailboxes, asks, usages)
def test_who_waits_comes_again_later_and_knows_why(
    mailbox: Mailbox, ask: Ask, usage: Usage
) -> None:
    """Never at once, never beyond the window on the same day, always with words."""
    answer = no_slot(mailbox, ask, replace(usage, hour_frees_at=ask.at + MINUTE))
    if answer is None:
        return

    assert answer.until > ask.at
    assert answer.until <= ask.not_after or answer.until >= mailbox.midnight_after(ask.at)
    assert answer.until < mailbox.midnight_after(ask.at) + HOUR
    assert answer.why.startswith("robin@b.example ")


@given(st.integers(2, 40), st.booleans())
def test_a_crowd_gets_turns_a_gap_apart(count: int, is_follow_up: bool) -> None:  # noqa: FBT001 -- hypothesis gives it
    """However many come at the same instant, and whoever they are."""
    usage, waiters = Usage(last_at=NINE), list[Waiter]()
    for number in range(count):
        ask = replace(ASK, enrollment_id=f"e-{number}", is_follow_up=is_follow_up)
        queue = queue_for(ask, ROBIN, waiters)
        seen = replace(usage, waiting=queue.waiting, last_turn=queue.last_turn)
        answer = no_slot(ROBIN, ask, seen)
        assert answer is not None
        waiters.append(Waiter(ask.enrollment_id, is_follow_up, answer.reason, answer.until))

    turns = [waiter.until for waiter in waiters if waiter.until <= ASK.not_after]
    assert all(GAP[0] <= later - earlier <= GAP[1] for earlier, later in pairwise([NINE, *turns]))
    assert len(turns) == min(count, 30)
    assert {w.reason for w in waiters[len(turns) :]} <= {Delay.FULL}


def test_a_full_day_says_how_full_and_who_waits() -> None:
    """Those who have a turn count, for they will be sent."""
    answer = no_slot(ROBIN, ASK, Usage(today=20, waiting=10, first_used_at=NINE))

    assert isinstance(answer, NoSlot)
    assert answer.reason is Delay.FULL
    assert answer.why == "robin@b.example has sent 20 of 30 today, 10 wait before it"


def test_a_turn_says_when_it_is() -> None:
    """In the zone of the mailbox, with how many come before."""
    berlin = replace(ROBIN, timezone="Europe/Berlin")

    answer = no_slot(berlin, ASK, Usage(last_at=NINE, waiting=1, last_turn=NINE + 20 * MINUTE))

    assert isinstance(answer, NoSlot)
    at = answer.until.astimezone(UTC) + HOUR
    assert answer.why == (
        "robin@b.example pauses between two mails, 1 wait before it; "
        f"its turn is at {at:%H:%M} Europe/Berlin"
    )


def test_a_pause_is_looked_at_ever_more_seldom() -> None:
    """After minutes at first, then hours, and never by all in the same moment."""
    pause = MailboxPause(NINE, "535 5.7.8 no")
    at, waits = NINE, list[timedelta]()
    while at < NINE + timedelta(days=2):
        answer = held_by_pause(ROBIN, replace(ASK, at=at), pause)
        assert answer is not None
        waits.append(answer.until - at)
        at = answer.until

    others = {held_by_pause(ROBIN, replace(ASK, enrollment_id=f"e-{n}"), pause) for n in range(50)}
    assert waits[0] <= timedelta(minutes=15)
    assert max(waits) <= timedelta(hours=4)
    assert len(waits) < 30
    assert len({answer.until for answer in others if answer}) == 50


def test_a_pause_with_an_end_is_looked_at_after_it() -> None:
    """Until then it would be in vain."""
    pause = MailboxPause(NINE, "421 4.7.0 slow down", NINE + HOUR)

    held = held_by_pause(ROBIN, ASK, pause)

    assert held is not None
    assert NINE + HOUR <= held.until <= NINE + HOUR + 15 * MINUTE
    assert held.why == "robin@b.example is paused until 10:00 UTC: 421 4.7.0 slow down"
    assert held_by_pause(ROBIN, replace(ASK, at=NINE + HOUR), pause) is None

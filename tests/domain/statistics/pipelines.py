"""A pipeline whose true rates are known: people go from step to step, answer, and some meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from domain.statistics.forecasting import WEEK, Coming, forecast
from domain.statistics.trails import MEETING, Heard, Outcome, Performed, Trail

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
# Step, its day, and which share of those it reaches answer well.
STEPS = (
    ("mail", 0, 0.02),
    ("call", 3, 0.04),
    ("second-mail", 7, 0.015),
    ("third-mail", 14, 0.01),
    ("last-call", 21, 0.03),
    ("last-mail", 28, 0.01),
)
WEEKS_AHEAD = 4


@dataclass(frozen=True)
class Coverage:
    """Which share of the intervals held what came, and which they claimed."""

    covered: float
    claimed: float


def trails(seed: int, weekly: int, weeks: int = 36) -> list[Trail]:
    """About so many enrolled a week, over so many weeks, the last four of them after `NOW`."""
    chance = np.random.default_rng(seed)
    begin = NOW + WEEKS_AHEAD * WEEK - weeks * WEEK
    days = np.sort(chance.random(chance.poisson(weekly * weeks)) * weeks * 7)
    return [_trail(chance, str(number), begin + day * DAY) for number, day in enumerate(days)]


def _trail(chance: np.random.Generator, name: str, at: datetime) -> Trail:
    performed, heard = [], []
    ended_at = at + 35 * DAY
    for step, day, rate in STEPS:
        performed.append(Performed(step, "email", at + day * DAY + HOUR))
        if chance.random() < rate:
            ended_at = at + (day + chance.exponential(1.5)) * DAY + 2 * HOUR
            heard.append(Heard("positive", ended_at))
            if chance.random() < 0.5:
                heard.append(Heard(MEETING, ended_at + chance.exponential(5) * DAY))
            break
    touches = tuple(touch for touch in performed if touch.at <= ended_at)
    return Trail(name, "outbound", at, ended_at, touches, tuple(heard))


def came(world: Sequence[Trail], coming: Coming) -> int:
    """How many met then of those who were enrolled when it was foretold."""
    known = (trail for trail in world if trail.enrolled_at <= NOW)
    meetings = (trail.first(Outcome.MEETING, after=trail.enrolled_at) for trail in known)
    return sum(at is not None and coming.since <= at < coming.until for at in meetings)


def coverage(worlds: int, weekly: int) -> Coverage:
    """Four weeks and their sum foretold in each world, beside what then came."""
    inside, claimed = [], []
    for seed in range(worlds):
        world = trails(seed, weekly)
        found = forecast(world, NOW, WEEKS_AHEAD)
        for coming in (*found.weeks, found.total):
            inside.append(coming.expected.low <= came(world, coming) <= coming.expected.high)
            claimed.append(coming.expected.claim)
    return Coverage(float(np.mean(inside)), float(np.mean(claimed)))

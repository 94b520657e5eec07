"""A pipeline whose true rates are known: people go from step to step, answer, and some meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from domain.analytics.stays import Course, Stood
from domain.statistics.forecasting import WEEK, Coming, forecast

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
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


def courses(seed: int, weekly: int, weeks: int = 36) -> list[Course]:
    """About so many enrolled a week, over so many weeks, the last four of them after `TODAY`."""
    chance = np.random.default_rng(seed)
    begin = TODAY + WEEKS_AHEAD * WEEK - weeks * WEEK
    days = np.sort(chance.random(chance.poisson(weekly * weeks)) * weeks * 7)
    return [_course(chance, begin + int(day) * DAY) for day in days]


def _course(chance: np.random.Generator, came: date) -> Course:
    performed, answered, met = [], None, None
    for step, day, rate in STEPS:
        performed.append((came + day * DAY, step))
        if chance.random() < rate:
            answered = came + int(day + chance.exponential(1.5)) * DAY
            met = answered + int(chance.exponential(5)) * DAY if chance.random() < 0.5 else None
            break
    return Course("outbound", came, tuple(performed), answered, answered or came + 35 * DAY, met)


def stood(courses: Iterable[Course]) -> list[Stood]:
    """Every stay of theirs."""
    return [Stood(**vars(stay)) for course in courses for stay in course.stays()]


def came(world: Sequence[Course], coming: Coming) -> int:
    """How many met then of those who were enrolled when it was foretold."""
    known = (course.met for course in world if course.came <= TODAY)
    return sum(met is not None and coming.since <= met <= coming.until for met in known)


def coverage(worlds: int, weekly: int) -> Coverage:
    """Four weeks and their sum foretold in each world, beside what then came."""
    inside, claimed = [], []
    for seed in range(worlds):
        world = courses(seed, weekly)
        found = forecast(stood(world), TODAY, WEEKS_AHEAD)
        for coming in (*found.weeks, found.total):
            inside.append(coming.expected.low <= came(world, coming) <= coming.expected.high)
            claimed.append(coming.expected.claim)
    return Coverage(float(np.mean(inside)), float(np.mean(claimed)))

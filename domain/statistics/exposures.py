"""Who has really got which arm of an experiment, and what came of it in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.statistics.trails import Outcome, Trail


@dataclass(frozen=True, slots=True)
class Exposed:
    """Somebody whom the first touch of an arm reached at `at`; `is_hit` if the outcome came."""

    arm: str
    at: datetime
    is_hit: bool


@dataclass(frozen=True)
class Question:
    """What an experiment is asked: which outcome within which time of the first touch."""

    experiment: str
    outcome: Outcome
    within: timedelta


def exposed(trails: Iterable[Trail], question: Question) -> tuple[Exposed, ...]:
    """Once each enrollment that an arm has reached, in the order in which they were reached."""
    found = (_exposed(trail, question) for trail in trails)
    return tuple(sorted((one for one in found if one), key=lambda one: one.at))


def matured(exposures: Iterable[Exposed], within: timedelta, now: datetime) -> tuple[Exposed, ...]:
    """Those who have had all the time: until then one without the outcome is not yet a miss.

    In the order of exposure, so whoever looks later sees the same and some more.
    """
    return tuple(one for one in exposures if one.at + within <= now)


def weekly(exposures: Iterable[Exposed], now: datetime, weeks: int = 4) -> float:
    """How many were reached a week lately."""
    since = now - timedelta(weeks=weeks)
    return sum(since < one.at <= now for one in exposures) / weeks


def _exposed(trail: Trail, question: Question) -> Exposed | None:
    for touch in trail.performed:
        arm = touch.arms.get(question.experiment)
        if arm is None:
            continue
        came = trail.first(question.outcome, after=touch.at)
        return Exposed(arm, touch.at, came is not None and came <= touch.at + question.within)
    return None

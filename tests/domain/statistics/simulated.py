"""Experiments, counts and pipelines of a world whose true rates are known, many at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.statistics.always_valid import evidence
from domain.statistics.counts import Count
from domain.statistics.intervals import newcombe, wilson
from domain.statistics.sizes import LEVEL

LOOK_EVERY = 100
AT_ONCE = 50


@dataclass(frozen=True)
class World:
    """Two arms of these true rates; people are drawn into the second with the chance `share`."""

    one: float
    other: float
    share: float = 0.5
    seed: int = 1


@dataclass(frozen=True)
class Called:
    """Which share of the experiments was ever called, and after how many people half of those."""

    share: float
    half_by: float


def called(world: World, experiments: int, people: int) -> Called:
    """Each experiment looked at every 100 people, and at its end."""
    chance = np.random.default_rng(world.seed)
    looks = np.append(np.arange(LOOK_EVERY, people, LOOK_EVERY), people)
    first: list[float] = []
    for start in range(0, experiments, AT_ONCE):
        drawn = (min(AT_ONCE, experiments - start), people)
        is_other = chance.random(drawn) < world.share
        is_hit = chance.random(drawn) < np.where(is_other, world.other, world.one)
        decided = evidence(is_other, is_hit, world.share)[:, looks - 1] >= -np.log(LEVEL)
        first += [float(looks[each.argmax()]) for each in decided if each.any()]
    return Called(len(first) / experiments, float(np.median(first)) if first else float("inf"))


def covered(world: World, people: int, times: int) -> tuple[float, float]:
    """How often Wilson's interval holds the first rate, and Newcombe's the difference."""
    chance = np.random.default_rng(world.seed)
    hits = chance.binomial(people, [world.one, world.other], size=(times, 2))
    counted = [(Count(people, int(a)), Count(people, int(b))) for a, b in hits]
    rates = sum(world.one in wilson(a) for a, _ in counted)
    differences = sum(world.other - world.one in newcombe(a, b) for a, b in counted)
    return rates / times, differences / times

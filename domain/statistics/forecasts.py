"""How many hits are to be expected of people who stand at several places, with an interval."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln

from domain.statistics.counts import Count

Numbers = NDArray[np.floating[Any]]
P = TypeVar("P", bound=Hashable)

LEVEL = 0.9
# How many people's worth the rate of all weighs beside that of a place.
_STRENGTHS = np.geomspace(2, 2_000, 25)
# What is left out of a distribution on each side.
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class Expected:
    """The mean, and where it is in at least `LEVEL` of all cases, `claim` of them to be exact."""

    mean: float
    low: int
    high: int
    claim: float


def expected(past: Mapping[P, Count], standing: Mapping[P, int]) -> Expected:
    """Of those who stand at each place, by how many who stood there before were hits.

    Each place's rate is drawn towards that of all, the more the fewer have stood there: a beta
    prior whose strength is the likeliest for all places together (empirical Bayes, as in
    A. Gelman et al., Bayesian Data Analysis, 3rd edition, chapter 5). What comes of each place is
    beta-binomial, and the sum is exact. That all places have a good or a bad week together is not
    foreseen: a back-test shows how much that matters.
    """
    before = _prior(list(past.values()))
    sums = [
        _hits_of(people, past.get(place, Count(0, 0)), before) for place, people in standing.items()
    ]
    return _summed(reduce(_together, sums, np.ones(1)))


def _prior(counts: Sequence[Count]) -> tuple[float, float]:
    """Hits and misses that everybody starts with."""
    tried = np.array([count.tried for count in counts], dtype=float)
    hits = np.array([count.hits for count in counts], dtype=float)
    rate = (hits.sum() + 0.5) / (tried.sum() + 1)
    likelihoods = [
        np.sum(
            betaln(s * rate + hits, s * (1 - rate) + tried - hits)
            - betaln(s * rate, s * (1 - rate))
        )
        for s in _STRENGTHS
    ]
    strength = float(_STRENGTHS[int(np.argmax(likelihoods))])
    return strength * rate, strength * (1 - rate)


def _hits_of(people: int, count: Count, before: tuple[float, float]) -> Numbers:
    """The chance of each number of hits among so many people, from 0 on."""
    a, b = before[0] + count.hits, before[1] + count.tried - count.hits
    k = np.arange(people + 1)
    ways = gammaln(people + 1) - gammaln(k + 1) - gammaln(people - k + 1)
    return _trimmed(np.exp(ways + betaln(k + a, people - k + b) - betaln(a, b)))


def _together(one: Numbers, other: Numbers) -> Numbers:
    return _trimmed(np.convolve(one, other))


def _trimmed(chances: Numbers) -> Numbers:
    """Without the far end, where there is nothing any more."""
    enough = int(np.searchsorted(np.cumsum(chances), 1 - _NEGLIGIBLE)) + 1
    return chances[:enough]


def _summed(chances: Numbers) -> Expected:
    below = np.cumsum(chances / chances.sum())
    low = int(np.searchsorted(below, (1 - LEVEL) / 2))
    high = min(int(np.searchsorted(below, (1 + LEVEL) / 2)), len(chances) - 1)
    claim = float(below[high] - (below[low - 1] if low else 0.0))
    return Expected(float(np.dot(chances, np.arange(len(chances)))), low, high, claim)

"""Intervals for one proportion and for the difference of two. They hold for one look.

Who looks again and again until an interval suits has a narrower one than it says: what may be
looked at any time is `always_valid`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from statistics import NormalDist

from domain.statistics.counts import Count

LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def wilson(count: Count, level: float = LEVEL) -> Interval:
    """Where the true rate lies; from 0 to 1 where nothing was tried.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
    the American Statistical Association 22 (1927).
    """
    if not count.tried:
        return Interval(0.0, 1.0)
    n, p, z = count.tried, count.rate, NormalDist().inv_cdf((1 + level) / 2)
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # At 0 and 1 rounding alone would leave the rate itself outside.
    return Interval(max(0.0, min(middle - half, p)), min(1.0, max(middle + half, p)))


def newcombe(one: Count, other: Count, level: float = LEVEL) -> Interval:
    """By how much the rate of `other` is above that of `one`.

    R. G. Newcombe, Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17 (1998), method 10.
    """
    a, b = wilson(one, level), wilson(other, level)
    difference = other.rate - one.rate
    return Interval(
        difference - hypot(other.rate - b.low, a.high - one.rate),
        difference + hypot(b.high - other.rate, one.rate - a.low),
    )

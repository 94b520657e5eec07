"""Intervals hold what they say, against published figures and against known rates."""

from __future__ import annotations

import pytest

from domain.statistics.counts import Count
from domain.statistics.intervals import Interval, newcombe, wilson
from tests.domain.statistics.simulated import World, covered


def test_the_interval_of_a_rate_as_published() -> None:
    """Newcombe's paper on single proportions gives 81 of 263 as 0.2553 to 0.3662."""
    interval = wilson(Count(263, 81))

    assert (interval.low, interval.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_the_interval_of_a_difference_as_published() -> None:
    """Newcombe's paper on differences gives 56/70 against 48/80 as 0.0524 to 0.3339."""
    interval = newcombe(Count(80, 48), Count(70, 56))

    assert (interval.low, interval.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_nothing_is_sure_where_little_was_tried() -> None:
    """Nobody tried leaves everything open; none of ten leaves more than a quarter."""
    assert wilson(Count(0, 0)) == Interval(0.0, 1.0)
    assert wilson(Count(10, 0)).low == 0.0
    assert wilson(Count(10, 0)).high == pytest.approx(0.2775, abs=5e-5)
    assert wilson(Count(10, 10)).high == 1.0


@pytest.mark.parametrize(
    ("one", "other", "people"), [(0.05, 0.05, 400), (0.05, 0.08, 600), (0.1, 0.13, 400)]
)
def test_both_intervals_cover_what_they_claim(one: float, other: float, people: int) -> None:
    """Of 4,000 worlds 94 to 96 % have the true rate and the true difference inside."""
    for share in covered(World(one, other), people, 4_000):
        assert 0.94 <= share <= 0.96

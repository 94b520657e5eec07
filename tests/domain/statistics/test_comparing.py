"""Arms beside each other: what is called, what is not, what cannot be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from domain.statistics.best import chances_to_be_best
from domain.statistics.comparing import compare
from domain.statistics.counts import Count
from domain.statistics.splits import SUSPICIOUS, split_p

EVENLY = {"question": 1.0, "number": 1.0}
# Everybody's arm, and whether what is hoped for came of it.
Seen = tuple[Sequence[str], Sequence[bool]]


def people(rates: Mapping[str, float], each: int, seed: int = 1) -> Seen:
    """So many of each arm in random order, with these true rates."""
    chance = np.random.default_rng(seed)
    arms = [str(arm) for arm in chance.permutation(np.repeat(list(rates), each))]
    return arms, [bool(chance.random() < rates[arm]) for arm in arms]


def test_the_better_arm_wins() -> None:
    """With the counts, the interval without 0, and no more people needed."""
    compared = compare(EVENLY, *people({"question": 0.05, "number": 0.12}, 1_500))

    (pair,) = compared.pairs
    assert compared.winner == pair.better == "number"
    assert pair.difference.low > 0
    assert compared.more == 0
    assert [arm.count.tried for arm in compared.arms] == [1_500, 1_500]


def test_nothing_is_called_early() -> None:
    """Ten people call nothing, and nobody guesses how long it will take."""
    compared = compare(EVENLY, *people({"question": 0.0, "number": 0.6}, 5))

    assert compared.winner is None
    assert compared.is_early
    assert compare(EVENLY, [], []).people == 0


def test_how_many_more_is_said() -> None:
    """A difference as it stands takes so many more; no difference takes for ever."""
    one_after_the_other = ["question"] * 200 + ["number"] * 200
    some = [n < 10 for n in range(200)] + [n < 16 for n in range(200)]
    by_turns = [*EVENLY] * 400
    none = [n < 20 for n in range(400) for _ in EVENLY]

    assert 1_000 < (compare(EVENLY, one_after_the_other, some).more or 0) < 3_000
    assert compare(EVENLY, by_turns, none).more is None


def test_of_three_the_winner_beats_both() -> None:
    """Where two are good alike the third is worse, and nobody has won yet."""
    weights = {"a": 1.0, "b": 1.0, "c": 2.0}
    two_good = compare(weights, *people({"a": 0.03, "b": 0.12, "c": 0.12}, 1_500))
    one_good = compare(weights, *people({"a": 0.03, "b": 0.05, "c": 0.15}, 1_500))

    better = {(pair.one, pair.other): pair.better for pair in two_good.pairs}
    assert better == {("a", "b"): "b", ("a", "c"): "c", ("b", "c"): None}
    assert one_good.pairs[1].better == "c"


def test_nobody_wins_where_the_split_is_wrong() -> None:
    """Half should have come and a third did: who is missing may be who would have answered."""
    arms, is_hit = people({"question": 0.05, "number": 0.12}, 1_500)
    came = [n for n, arm in enumerate(arms) if arm == "number" or n % 2]

    compared = compare(EVENLY, [arms[n] for n in came], [is_hit[n] for n in came])

    assert compared.is_split_suspicious
    assert compared.winner is None


def test_an_arm_that_nobody_draws_is_left_out() -> None:
    """A weight of 0 is no arm of the test."""
    compared = compare({**EVENLY, "old": 0.0}, ["old"], [True])

    assert [arm.arm for arm in compared.arms] == ["question", "number"]


def test_a_sound_split_is_hardly_ever_suspected() -> None:
    """Of 500 sound experiments, looked at every 100 people, 1 % at most; a wrong one is found."""
    chance = np.random.default_rng(7)
    draws = np.cumsum(chance.random((500, 2_000)) < 0.5, axis=1)[:, 99::100]
    looks = np.arange(100, 2_001, 100)
    suspected = [
        any(
            split_p([int(n), int(k - n)], [1, 1]) < SUSPICIOUS
            for n, k in zip(each, looks, strict=True)
        )
        for each in draws
    ]

    assert np.mean(suspected) <= SUSPICIOUS
    assert split_p([1_150, 850], [1, 1]) < SUSPICIOUS
    assert split_p([1_340, 660], [2, 1]) > SUSPICIOUS


def test_the_chance_to_be_best() -> None:
    """The same as a million draws from the posteriors say, and 1 in all."""
    counts = [Count(100, 10), Count(100, 15), Count(50, 3)]
    chance = np.random.default_rng(3)
    shapes = [(1 + count.hits, 1 + count.tried - count.hits) for count in counts]
    drawn = np.array([chance.beta(a, b, 1_000_000) for a, b in shapes]).argmax(axis=0)

    chances = chances_to_be_best(counts)

    assert sum(chances) == pytest.approx(1.0)
    assert chances == pytest.approx(tuple(np.bincount(drawn) / 1_000_000), abs=0.002)
    assert chances_to_be_best([Count(0, 0), Count(0, 0)]) == pytest.approx((0.5, 0.5))

"""The arms of one experiment beside each other, and whether anything is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from domain.statistics.always_valid import always_valid_p, evidence, holm
from domain.statistics.best import chances_to_be_best
from domain.statistics.counts import Count
from domain.statistics.intervals import Interval, newcombe, wilson
from domain.statistics.sizes import LEVEL, Compared, people_if_it_stays
from domain.statistics.splits import SUSPICIOUS, split_p

FEWEST_HITS = 10


@dataclass(frozen=True)
class Seen:
    """Somebody who got an arm, and whether what is hoped for came of it."""

    arm: str
    is_hit: bool


@dataclass(frozen=True)
class ArmFigures:
    """One arm: its share of the draw, its count, where its rate lies, its chance to be best."""

    arm: str
    share: float
    count: Count
    interval: Interval
    chance: float


@dataclass(frozen=True)
class PairFigures:
    """Two arms: by how much `other` is above `one`, and the level at which they are told apart.

    `p` is always valid and corrected for the number of pairs; `better` is None until it decides.
    """

    one: str
    other: str
    difference: Interval
    p: float
    better: str | None


@dataclass(frozen=True)
class Comparison:
    """All arms, all pairs of them, and whether the split is as it was meant to be.

    `more` is about how many people are still needed to tell the two best apart; None for never.
    """

    arms: tuple[ArmFigures, ...]
    pairs: tuple[PairFigures, ...]
    split_p: float
    more: int | None

    @property
    def people(self) -> int:
        """In all arms."""
        return sum(arm.count.tried for arm in self.arms)

    @property
    def is_early(self) -> bool:
        """Whether so little came of it yet that how long it will take is anybody's guess."""
        return sum(arm.count.hits for arm in self.arms) < FEWEST_HITS

    @property
    def is_split_suspicious(self) -> bool:
        """Whether the arms got so unequal that nothing else here can be trusted."""
        return self.split_p < SUSPICIOUS

    @property
    def winner(self) -> str | None:
        """The arm that is better than every other, once that is decided and the split is sound."""
        if self.is_split_suspicious:
            return None
        for arm in self.arms:
            its = [pair for pair in self.pairs if arm.arm in (pair.one, pair.other)]
            if all(pair.better == arm.arm for pair in its):
                return arm.arm
        return None


def compare(weights: Mapping[str, float], seen: Sequence[Seen]) -> Comparison:
    """The arms of these weights, at least two of them above 0; `seen` in the order of exposure."""
    drawn = {arm: weight / sum(weights.values()) for arm, weight in weights.items() if weight}
    counts = {arm: _count(arm, seen) for arm in drawn}
    chances = chances_to_be_best(list(counts.values()))
    arms = tuple(
        ArmFigures(arm, drawn[arm], count, wilson(count), chance)
        for (arm, count), chance in zip(counts.items(), chances, strict=True)
    )
    pairs = _pairs(drawn, counts, seen)
    tried = [count.tried for count in counts.values()]
    return Comparison(arms, pairs, split_p(tried, list(drawn.values())), _more(arms, len(pairs)))


def _count(arm: str, seen: Sequence[Seen]) -> Count:
    hits = [one.is_hit for one in seen if one.arm == arm]
    return Count(len(hits), sum(hits))


def _pairs(
    drawn: Mapping[str, float], counts: Mapping[str, Count], seen: Sequence[Seen]
) -> tuple[PairFigures, ...]:
    named = list(combinations(drawn, 2))
    adjusted = holm([_p_of(one, other, drawn, seen) for one, other in named])
    return tuple(
        PairFigures(
            one,
            other,
            newcombe(counts[one], counts[other]),
            p,
            max(one, other, key=lambda arm: counts[arm].rate) if p <= LEVEL else None,
        )
        for (one, other), p in zip(named, adjusted, strict=True)
    )


def _p_of(one: str, other: str, drawn: Mapping[str, float], seen: Sequence[Seen]) -> float:
    """Of those in one of the two alone: among them the draw is as well by chance."""
    theirs = [each for each in seen if each.arm in (one, other)]
    is_other = np.array([each.arm == other for each in theirs], dtype=bool)
    is_hit = np.array([each.is_hit for each in theirs], dtype=bool)
    share = drawn[other] / (drawn[one] + drawn[other])
    return always_valid_p(evidence(is_other, is_hit, share))


def _more(arms: Sequence[ArmFigures], pairs: int) -> int | None:
    """With the two best as they stand, each half a hit nearer to the middle than they are."""
    best, second = sorted(arms, key=lambda arm: -arm.chance)[:2]
    compared = Compared(
        _smoothed(second.count),
        _smoothed(best.count),
        second.share,
        best.share,
        LEVEL / pairs,
    )
    needed = people_if_it_stays(compared)
    return None if needed is None else max(0, needed - sum(arm.count.tried for arm in arms))


def _smoothed(count: Count) -> float:
    return (count.hits + 0.5) / (count.tried + 1)

"""The arms of one experiment beside each other, and whether anything is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from domain.statistics.always_valid import Flags, always_valid_p, evidence, holm
from domain.statistics.best import chances_to_be_best
from domain.statistics.counts import Count
from domain.statistics.intervals import Interval, newcombe, wilson
from domain.statistics.sizes import LEVEL, Compared, people_if_it_stays
from domain.statistics.splits import SUSPICIOUS, split_p

FEWEST_HITS = 10


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


def compare(
    weights: Mapping[str, float], arms: Sequence[str], is_hit: Sequence[bool]
) -> Comparison:
    """The arms of these weights, at least two of them above 0.

    `arms` are those that people got, in the order of exposure; `is_hit` says of each of them
    whether what is hoped for came.
    """
    drawn = {arm: weight / sum(weights.values()) for arm, weight in weights.items() if weight}
    rows = _Rows(np.array(arms, dtype=str), np.array(is_hit, dtype=bool))
    counts = {arm: rows.count(arm) for arm in drawn}
    chances = chances_to_be_best(list(counts.values()))
    figures = tuple(
        ArmFigures(arm, drawn[arm], count, wilson(count), chance)
        for (arm, count), chance in zip(counts.items(), chances, strict=True)
    )
    pairs = _pairs(drawn, counts, rows)
    split = split_p([count.tried for count in counts.values()], list(drawn.values()))
    return Comparison(figures, pairs, split, _more(figures, len(pairs)))


@dataclass(frozen=True)
class _Rows:
    """Everybody in the order of exposure, in columns."""

    arms: NDArray[np.str_]
    is_hit: Flags

    def count(self, arm: str) -> Count:
        hits = self.is_hit[self.arms == arm]
        return Count(len(hits), int(hits.sum()))

    def p_of(self, one: str, other: str, share: float) -> float:
        """Of those in one of the two alone: among them the draw is as well by chance."""
        is_other = self.arms == other
        theirs = is_other | (self.arms == one)
        return always_valid_p(evidence(is_other[theirs], self.is_hit[theirs], share))


def _pairs(
    drawn: Mapping[str, float], counts: Mapping[str, Count], rows: _Rows
) -> tuple[PairFigures, ...]:
    named = list(combinations(drawn, 2))
    shares = [drawn[other] / (drawn[one] + drawn[other]) for one, other in named]
    found = (rows.p_of(*pair, share) for pair, share in zip(named, shares, strict=True))
    return tuple(
        PairFigures(
            one,
            other,
            newcombe(counts[one], counts[other]),
            p,
            max(one, other, key=lambda arm: counts[arm].rate) if p <= LEVEL else None,
        )
        for (one, other), p in zip(named, holm(list(found)), strict=True)
    )


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

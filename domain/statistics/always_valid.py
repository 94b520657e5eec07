"""A test whether two arms have one rate that stays valid however often somebody looks.

Each observation multiplies a wealth that starts at 1 by how much better an alternative foresaw it
than the same alternative without knowing the arm. While the arms have one rate, whatever it is, no
bet gains on average, so by Ville's inequality the wealth reaches 1/level with a chance of at most
`level`, at any time at all and not only in the limit. Decision 0025 has the reasons.

The bets: R. J. Turner, A. Ly and P. D. Grünwald, Generic E-variables for exact sequential k-sample
tests that allow for optional stopping, Journal of Statistical Planning and Inference 230 (2024),
here for arms drawn at random in known shares. Their spread over log odds ratios: R. Johari,
P. Koomen, L. Pekelis and D. Walsh, Always valid inference, Operations Research 70 (2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Flags = NDArray[np.bool_]
Numbers = NDArray[np.floating[Any]]

# Log odds ratios that arms of a cadence differ by: 0.5 lifts a rate of 4 % to 6.4 %.
SCALE = 0.5
_SIZES = np.geomspace(0.05, 1.6, 12)
# The half-normal density at each, by the width of its share of a logarithmic grid.
_MASSES = _SIZES * np.exp(-((_SIZES / SCALE) ** 2) / 2)
ODDS_RATIOS = np.concatenate([_SIZES, -_SIZES])
PRIOR = np.concatenate([_MASSES, _MASSES]) / (2 * _MASSES.sum())


def evidence(is_other: Flags, is_hit: Flags, share: float) -> Numbers:
    """The logarithm of the wealth after each observation, in the order of exposure.

    `is_other` says who was drawn into the second arm, which happens with the chance `share`; time
    runs along the last axis.
    """
    base = _base_rates(is_hit)
    wealth = np.full(is_hit.shape, -np.inf)
    for odds_ratio, mass in zip(ODDS_RATIOS, PRIOR, strict=True):
        gains = _gains(base, odds_ratio, share, is_other, is_hit)
        np.logaddexp(wealth, np.cumsum(gains, axis=-1) + np.log(mass), out=wealth)
    return wealth


def always_valid_p(wealth: Numbers) -> float:
    """The smallest level at which the wealth so far has ever decided; 1 where nothing came."""
    return float(min(1.0, np.exp(-wealth.max(initial=0.0))))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Each as it counts among several tests, so that one in `1 / level` times any is wrong.

    S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of
    Statistics 6 (1979); valid at any time as the p-values are.
    """
    adjusted, floor = dict.fromkeys(range(len(p_values)), 1.0), 0.0
    ordered = sorted(adjusted, key=lambda number: p_values[number])
    for rank, number in enumerate(ordered):
        floor = max(floor, min(1.0, (len(p_values) - rank) * p_values[number]))
        adjusted[number] = floor
    return tuple(adjusted.values())


def growth(one: float, other: float, share: float) -> tuple[Numbers, Numbers]:
    """Mean and variance of what an observation adds to the wealth of each bet, at these rates.

    In the order of `ODDS_RATIOS`; `share` is that of the second arm.
    """
    is_other = np.array([False, False, True, True])
    is_hit = np.array([False, True, False, True])
    chances = np.where(is_other, share, 1 - share) * np.where(
        is_hit, np.where(is_other, other, one), 1 - np.where(is_other, other, one)
    )
    base = logit((1 - share) * one + share * other)
    gains = np.array([_gains(base, odds, share, is_other, is_hit) for odds in ODDS_RATIOS])
    means = gains @ chances
    return means, (gains - means[:, None]) ** 2 @ chances


def _base_rates(is_hit: Flags) -> Numbers:
    """The log odds of a hit that are known before each observation, of both arms together."""
    seen = np.arange(is_hit.shape[-1])
    before: Numbers = np.cumsum(is_hit, axis=-1) - is_hit
    return np.asarray(logit((before + 0.5) / (seen + 1)))


def _gains(
    base: Numbers | float, odds_ratio: float, share: float, is_other: Flags, is_hit: Flags
) -> Numbers:
    """The logarithm of what each observation multiplies the wealth by, at one alternative."""
    one = expit(base - share * odds_ratio)
    other = expit(base + (1 - share) * odds_ratio)
    foreseen, indifferent = np.where(is_other, other, one), (1 - share) * one + share * other
    miss = np.log1p(-foreseen) - np.log1p(-indifferent)
    return np.asarray(np.where(is_hit, np.log(foreseen) - np.log(indifferent), miss))

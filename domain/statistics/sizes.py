"""How many people a test takes: before it, and while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from scipy.special import logsumexp, ndtri

from domain.statistics.always_valid import PRIOR, growth

LEVEL = 0.05
POWER = 0.8
# A test that takes more people than there are will not be decided.
MOST_PEOPLE = 100_000_000


@dataclass(frozen=True)
class Compared:
    """Two rates, the shares of all people who get them, and the level that is to be kept."""

    one: float
    other: float
    share_of_one: float = 0.5
    share_of_other: float = 0.5
    level: float = LEVEL

    @property
    def both(self) -> float:
        """The share of all people who get either."""
        return self.share_of_one + self.share_of_other

    @property
    def share(self) -> float:
        """The share of the second among those who get either."""
        return self.share_of_other / self.both


def people_for_one_look(compared: Compared, power: float = POWER) -> int:
    """In all arms, where somebody looks once, at the end.

    The normal approximation of J. L. Fleiss, B. Levin and M. C. Paik, Statistical Methods for Rates
    and Proportions (2003), chapter 4.
    """
    a, b = compared.share_of_one, compared.share_of_other
    pooled = (1 - compared.share) * compared.one + compared.share * compared.other
    alike = sqrt(_variance(pooled) * (1 / a + 1 / b))
    apart = sqrt(_variance(compared.one) / a + _variance(compared.other) / b)
    needed = ndtri(1 - compared.level / 2) * alike + ndtri(power) * apart
    return ceil((needed / (compared.other - compared.one)) ** 2)


def people_for_any_look(compared: Compared, power: float = POWER) -> int | None:
    """In all arms, until when the always valid test has decided with this chance; None for never.

    Half of the tests are decided long before. That one may have decided earlier and gone back is
    not counted, which errs to the safe side.
    """
    return _first_decided(compared, float(ndtri(power)))


def people_if_it_stays(compared: Compared) -> int | None:
    """In all arms, until the test decides about if both rates stay as they are; None for never."""
    return _first_decided(compared, 0.0)


def _first_decided(compared: Compared, margin: float) -> int | None:
    """The fewest people at whom the wealth decides, `margin` standard deviations below its mean."""
    means, variances = growth(compared.one, compared.other, compared.share)

    def is_decided(people: int) -> bool:
        observed = people * compared.both
        exponents = observed * means - margin * np.sqrt(observed * variances)
        return bool(logsumexp(exponents, b=PRIOR) >= -np.log(compared.level))

    return _first(is_decided)


def _first(is_enough: Callable[[int], bool]) -> int | None:
    """The smallest number of people that is enough, where more are enough as well."""
    if not is_enough(MOST_PEOPLE):
        return None
    low, high = 0, MOST_PEOPLE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _variance(rate: float) -> float:
    return rate * (1 - rate)

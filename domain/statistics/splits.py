"""Whether people came into the arms as often as they were meant to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaln

# Below it a split is not chance; it may be looked at any time, and one in a hundred sound
# experiments is ever suspected.
SUSPICIOUS = 0.01
# How close to the shares a wrong split is looked for, in observations.
CONCENTRATION = 100.0


def split_p(tried: Sequence[int], weights: Sequence[float]) -> float:
    """How well the shares fit the weights, valid at any time; small is bad.

    The Bayes factor of a Dirichlet-multinomial against the multinomial of the weights, by
    M. Lindon and A. Malek, Anytime-valid inference for multinomial count data, NeurIPS 2022.
    """
    counts, shares = np.asarray(tried, dtype=float), np.asarray(weights, dtype=float)
    shares = shares / shares.sum()
    before = CONCENTRATION * shares
    factor = (
        gammaln(before.sum())
        - gammaln(before.sum() + counts.sum())
        + np.sum(gammaln(before + counts) - gammaln(before) - counts * np.log(shares))
    )
    return float(min(1.0, np.exp(-factor)))

"""The chance of each of several rates to be the highest, given what was counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import betainc, betaincinv

from domain.statistics.counts import Count

POINTS = 1_000


def chances_to_be_best(counts: Sequence[Count]) -> tuple[float, ...]:
    """By the posterior of each rate under a flat prior, Beta(1 + hits, 1 + misses); they sum to 1.

    By the midpoint rule over each posterior's own quantiles, so the same counts always give the
    same chances. They are not protected against looking early: `always_valid` is.
    """
    quantiles = (np.arange(POINTS) + 0.5) / POINTS
    shapes = [(1.0 + count.hits, 1.0 + count.tried - count.hits) for count in counts]
    raw = []
    for number, shape in enumerate(shapes):
        rates = betaincinv(*shape, quantiles)
        below = [betainc(*other, rates) for k, other in enumerate(shapes) if k != number]
        raw.append(float(np.prod(below, axis=0).mean()))
    return tuple(chance / sum(raw) for chance in raw)

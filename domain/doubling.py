"""How long to wait for what is away: longer each time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Doubling:
    """Delays after failures, in seconds: from the first, each twice the one before."""

    first: float
    longest: float

    def after(self, delay: float) -> float:
        """The delay after one more failure; `delay` is the one before, 0 if there was none."""
        return min(delay * 2, self.longest) or self.first

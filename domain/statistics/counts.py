"""How many of how many."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """`hits` among `tried`, of whom each counts once."""

    tried: int
    hits: int

    @property
    def rate(self) -> float:
        """The share of hits; 0 where nothing was tried."""
        return self.hits / self.tried if self.tried else 0.0

    def __add__(self, other: Count) -> Count:
        return Count(self.tried + other.tried, self.hits + other.hits)

    def __sub__(self, other: Count) -> Count:
        """Those who are not among the others."""
        return Count(self.tried - other.tried, self.hits - other.hits)

"""Chance that is always the same for the same name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.shares import share_of

T = TypeVar("T")


@dataclass(frozen=True)
class Dice:
    """The dice of one person; each throw is named, so that none depends on another."""

    name: str

    def share(self, throw: str) -> float:
        """A number in [0, 1)."""
        return share_of(f"{self.name}/{throw}")

    def comes(self, throw: str, rate: float) -> bool:
        """Whether something comes that comes this often."""
        return self.share(throw) < rate

    def number(self, throw: str, below: int) -> int:
        """A whole number from 0 on."""
        return int(self.share(throw) * below)

    def one_of(self, throw: str, given: Sequence[T]) -> T:
        """One of them, each as often."""
        return given[self.number(throw, len(given))]

    def weighed(self, throw: str, weights: Mapping[T, float]) -> T:
        """One of them, each as often as it weighs; the weights add up to 1."""
        point, passed = self.share(throw), 0.0
        for one, weight in weights.items():
            passed += weight
            if point < passed:
                return one
        return [*weights][-1]

"""Where cadences lead to: every name is published, and nobody is led round in a circle."""

from __future__ import annotations

from collections.abc import Callable

from domain.cadence import Cadence
from domain.errors import InvalidCadence

Find = Callable[[str], Cadence | None]


def refuse_circles(cadence: Cadence, find: Find) -> None:
    """Raises `InvalidCadence` for a cadence that leads to an unknown one, or back to itself.

    `find` gives the newest published cadence of a name.
    """
    seen: set[str] = set()

    def follow(here: Cadence, path: tuple[str, ...]) -> None:
        for name in sorted(here.refers_to - seen):
            if name == cadence.name:
                raise InvalidCadence(
                    f"{cadence.name} leads in a circle: {' → '.join((*path, name))}; "
                    "let one of them end with an outcome"
                )
            there = find(name)
            if there is None:
                raise InvalidCadence(
                    f"{here.name} leads to {name!r}, which is not published; publish it first"
                )
            seen.add(name)
            follow(there, (*path, name))

    follow(cadence, (cadence.name,))

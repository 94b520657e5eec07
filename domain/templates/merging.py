"""Many worlds to few: exactly while that is cheap, then with less knowledge.

Knowing less is safe: what may be missing is still found. In a text with very many ways through it
a value may then be complained of that is always there; such a text is better divided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from domain.templates.worlds import Truth, Value, World, Worlds

MOST_WORLDS = 32
# Facts compared and worlds walked through, in one template with its snippets.
MOST_EFFORT = 100_000


class Merging:
    """Merges worlds for one template, with an effort that has an end."""

    def __init__(self) -> None:
        self._left = MOST_EFFORT

    @property
    def is_tired(self) -> bool:
        """Whether the effort is spent: from now on there is one world."""
        return self._left <= 0

    def spend(self, effort: int) -> None:
        """Count what walking through the worlds costs."""
        self._left -= effort

    def __call__(self, worlds: Iterable[World]) -> Worlds:
        """As few worlds as say the same; where they are too many, fewer that know less."""
        left = self._joined(set(worlds))
        most = 1 if self.is_tired else MOST_WORLDS
        if len(left) > most:
            left = _knowing_less(left, most)
        return tuple(sorted(left, key=_order))

    def _joined(self, worlds: set[World]) -> set[World]:
        """Ways that differ in nothing but one fact become one, as long as there are any."""
        waiting = sorted(worlds, key=_order) if len(worlds) > 1 else []
        while waiting and not self.is_tired:
            world = waiting.pop()
            joined = self._join(world, worlds) if world in worlds else None
            if joined:
                waiting.append(joined)
        return worlds

    def _join(self, world: World, worlds: set[World]) -> World | None:
        """The world without a fact that makes no difference, in place of it and its twin."""
        for atom in sorted(world.present | world.absent):
            self.spend(1)
            without = _without(world, atom)
            twin = without.without((atom,)) if atom in world.present else without.where(atom)
            if twin in worlds or without in worlds:
                worlds -= {world, twin}
                worlds.add(without)
                return without
        return None


def doubting(world: World, names: Collection[str]) -> World:
    """The world in which these names may have any value, or none."""
    for name in names:
        world = world.assigning(name, _anything(name))
    return world


def _without(world: World, atom: str) -> World:
    fact = frozenset((atom,))
    return replace(world, present=world.present - fact, absent=world.absent - fact)


def _knowing_less(worlds: set[World], most: int) -> set[World]:
    """One world for each set of assigned values; one for all if these are too many."""
    by_values: dict[frozenset[tuple[str, Value]], list[World]] = {}
    for world in worlds:
        by_values.setdefault(world.assigned, []).append(world)
    if len(by_values) > most:
        return {_common(list(worlds), _common_values(worlds))}
    return {_common(alike, values) for values, alike in by_values.items()}


def _common(worlds: list[World], values: frozenset[tuple[str, Value]]) -> World:
    present = frozenset.intersection(*(world.present for world in worlds))
    absent = frozenset.intersection(*(world.absent for world in worlds))
    return replace(worlds[0], present=present, absent=absent, assigned=values)


def _common_values(worlds: set[World]) -> frozenset[tuple[str, Value]]:
    """Values on which all agree; the others may be anything, or missing."""
    agreed = frozenset.intersection(*(world.assigned for world in worlds))
    pairs = frozenset.union(*(world.assigned for world in worlds))
    doubtful = {name for name, _ in pairs} - {name for name, _ in agreed}
    return agreed | {(name, _anything(name)) for name in doubtful}


def _anything(name: str) -> Value:
    return Value(frozenset((f"?{name}",)), truth=Truth.OPEN)


def _order(world: World) -> tuple[object, ...]:
    """The same order in every process, whatever the order of sets is there."""
    values = sorted((name, value.written) for name, value in world.assigned)
    return sorted(world.present), sorted(world.absent), values

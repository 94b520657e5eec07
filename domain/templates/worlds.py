"""What may be there when a template gets to a place: the ways that lead there, as worlds.

A world is what is known on one way: which optional values are there, which are not, and what has
been assigned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import Enum


class Truth(Enum):
    """How a value that is there does in a condition."""

    TRUE = "true"
    FALSE = "false"
    NIL = "nil"
    OPEN = "open"


@dataclass(frozen=True)
class Value:
    """What an expression may come to: there where any of `needs` is; without needs, always.

    `is_filled` says that it is never the empty text, which `default` would replace; `is_text` that
    it cannot be a number.
    """

    needs: frozenset[str] | None = None
    is_filled: bool = False
    is_text: bool = False
    truth: Truth = Truth.TRUE

    @property
    def may_be_missing(self) -> bool:
        """Whether it is missing in some of the worlds that are meant."""
        return self.needs is not None

    @property
    def written(self) -> str:
        """The value as one text, to sort by."""
        needs = "always" if self.needs is None else " ".join(sorted(self.needs))
        return f"{needs} {self.is_filled} {self.is_text} {self.truth.value}"

    def passed_as(self, name: str, declared: Collection[str]) -> Value:
        """The value under a name of its own, where it needs more than the prospect's values."""
        if self.needs is None or self.needs <= set(declared):
            return self
        return replace(self, needs=frozenset((f"?{name}",)))


FILLED = Value(is_filled=True)
NEVER = Value(needs=frozenset(), is_filled=True)


def needing(*atoms: str) -> Value:
    """A text that is there where any of these is."""
    return Value(frozenset(atoms), is_filled=True, is_text=True)


@dataclass(frozen=True)
class World:
    """What is known on one way through a template."""

    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    assigned: frozenset[tuple[str, Value]] = field(default=frozenset())
    # Names of the loops around this place: they hide what is assigned, and end with their loop.
    looped: frozenset[tuple[str, Value]] = field(default=frozenset())

    def local(self, name: str) -> Value | None:
        """The value that the template itself gives this name, as far as it is known here."""
        value = {**dict(self.assigned), **dict(self.looped)}.get(name)
        return self.known(value) if value else None

    def known(self, value: Value) -> Value:
        """The value with what is known here of its needs."""
        if value.needs is None:
            return value
        if value.needs & self.present:
            return replace(value, needs=None)
        return replace(value, needs=value.needs - self.absent)

    def assigning(self, name: str, value: Value) -> World:
        """The world in which this value is assigned to the name; the name's parts are new."""
        others = frozenset(pair for pair in self.assigned if pair[0] != name)
        return replace(self._without_parts(name), assigned=others | {(name, value)})

    def looping(self, name: str) -> World:
        """The world within a loop over items of this name."""
        hidden = (name, "forloop")
        others = frozenset(pair for pair in self.looped if pair[0] not in hidden)
        items = frozenset((each, FILLED) for each in hidden)
        return replace(self._without_parts(name), looped=others | items)

    def leaving(self, name: str, looped: frozenset[tuple[str, Value]]) -> World:
        """The world after such a loop, within these others."""
        return replace(self._without_parts(name), looped=looped)

    def _without_parts(self, name: str) -> World:
        """What is known of the parts of a value does not hold for the next of its name."""
        return replace(
            self,
            present=frozenset(atom for atom in self.present if not _is_part(atom, name)),
            absent=frozenset(atom for atom in self.absent if not _is_part(atom, name)),
        )

    def where(self, atom: str) -> World:
        """The world in which this is there, or so."""
        return replace(self, present=self.present | {atom})

    def without(self, atoms: Iterable[str]) -> World:
        """The world in which none of these is there, or so."""
        return replace(self, absent=self.absent.union(atoms))


Worlds = tuple[World, ...]


def by_presence(world: World, value: Value) -> tuple[Worlds, Worlds]:
    """The worlds in which the value is there, and those in which it is missing."""
    needs = world.known(value).needs
    if needs is None:
        return (world,), ()
    there, so_far = [], world
    for atom in sorted(needs):
        there.append(so_far.where(atom))
        so_far = so_far.without((atom,))
    return tuple(there), (so_far,)


def _is_part(atom: str, name: str) -> bool:
    return atom.startswith((f"{name}.", f"{name}[", f"?{name}"))

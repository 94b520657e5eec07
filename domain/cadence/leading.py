"""Where a cadence leads to: other cadences by name, and what cannot work between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.cadence.cadence import Cadence
from domain.cadence.consistency import Fault, Loc, reactions_at

# What stands under each name now.
Newest = Mapping[str, Cadence]


def leads_in(cadence: Cadence) -> Iterator[tuple[Loc, str]]:
    """Every name of another cadence in which somebody may go on, with its place in the file."""
    yield from _by_reactions(cadence)
    if cadence.exit.then:
        yield ("exit", "then"), cadence.exit.then
    for number, experiment in enumerate(cadence.experiments):
        for arm, variant in enumerate(experiment.variants):
            at: Loc = ("experiments", number, "variants", arm)
            if variant.cadence:
                yield (*at, "cadence"), variant.cadence
            elif variant.steps:
                changed = cadence.in_variants({experiment.id: variant.id})
                yield from (((*at, "steps"), name) for _, name in _by_reactions(changed))


def targets_of(cadence: Cadence) -> tuple[str, ...]:
    """The names of the other cadences in which somebody may go on from here, in order."""
    return tuple(sorted({name for _, name in leads_in(cadence)}))


def arms_of(cadence: Cadence) -> frozenset[str]:
    """The names of the cadences to which variants go instead."""
    arms = (arm.cadence for experiment in cadence.experiments for arm in experiment.variants)
    return frozenset(name for name in arms if name)


def faults_between(cadence: Cadence, newest: Newest) -> Iterator[Fault]:
    """What cannot work between the cadence and those that it knows: circles, equal experiments."""
    for way in _ways_from(cadence, newest):
        if way[-1] == cadence.name:
            words = f"{cadence.name} leads in a circle: {' → '.join(way)}"
            yield Fault(_place_of(cadence, way), f"{words}; let one of them end with an outcome")
    for number, experiment in enumerate(cadence.experiments):
        if other := _with_the_same(experiment.id, cadence, newest):
            words = f"{other!r}, to or from which a variant leads, has an experiment"
            at: Loc = ("experiments", number, "id")
            yield Fault(at, f"{words} {experiment.id!r}, too; give one of them another id")


def unknown_from(cadence: Cadence, newest: Newest) -> Iterator[Fault]:
    """What leads to a name under which nothing stands."""
    for way in _ways_from(cadence, newest):
        *_, here, there = way
        if there not in newest and there != cadence.name:
            words = f"{here} leads to {there!r}, which is not published; publish it first"
            yield Fault(_place_of(cadence, way), words)


def _by_reactions(cadence: Cadence) -> Iterator[tuple[Loc, str]]:
    for loc, reaction in reactions_at(cadence):
        if reaction.do in ("switch", "refer") and reaction.to:
            yield loc, reaction.to


def _ways_from(cadence: Cadence, newest: Newest) -> Iterator[tuple[str, ...]]:
    """The names on the way to each cadence that this one leads to, once each; also to itself."""
    seen: set[str] = set()

    def follow(here: Cadence, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for name in targets_of(here):
            if name in seen:
                continue
            seen.add(name)
            yield (*path, name)
            if name != cadence.name and name in newest:
                yield from follow(newest[name], (*path, name))

    yield from follow(cadence, (cadence.name,))


def _place_of(cadence: Cadence, way: tuple[str, ...]) -> Loc:
    """Where in the cadence the way begins."""
    return next(loc for loc, name in leads_in(cadence) if name == way[1])


def _with_the_same(experiment: str, cadence: Cadence, newest: Newest) -> str | None:
    """A cadence whose arms lead here, or to which ours lead, that has an experiment of this id.

    Facts keep the variants of both by these ids.
    """
    others = [other for other in newest.values() if other.name != cadence.name]
    near = (
        other
        for other in others
        if cadence.name in arms_of(other) or other.name in arms_of(cadence)
    )
    return next((o.name for o in near if experiment in {one.id for one in o.experiments}), None)

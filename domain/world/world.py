"""A whole world: so many people over so many weeks, each by dice of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.cadence import Cadence
from domain.world.cadences import WORLD
from domain.world.dice import Dice
from domain.world.happening import Chance
from domain.world.life import Birth, Life, lived
from domain.world.people import person_of
from domain.world.rates import Rates

WORKDAYS = 5


@dataclass(frozen=True)
class World:
    """`people` come evenly over `weeks`, on workdays, from `begins` on: a Monday morning.

    The world is looked at in the moment `until`. `cadences` are with the share of those who come
    into each; where a name has two versions, the later is for the second half of the weeks.
    """

    people: int
    begins: datetime
    weeks: int
    seed: int = 1
    rates: Rates = field(default_factory=Rates)
    cadences: tuple[tuple[Cadence, float], ...] = WORLD

    @property
    def until(self) -> datetime:
        return self.begins + timedelta(weeks=self.weeks)


def lives(world: World) -> Iterator[Life]:
    """Everybody's life, in the order in which they came."""
    for number in range(world.people):
        yield _life(world, number)


def first_of(world: World) -> str:
    """The enrollment of whoever came first."""
    return _id(world, 0)


def _id(world: World, number: int) -> str:
    return f"world-{world.seed}-{number}"


def _life(world: World, number: int) -> Life:
    enrollment_id = _id(world, number)
    dice = Dice(enrollment_id)
    at = _comes_at(world, number)
    birth = Birth(
        enrollment_id=enrollment_id,
        prospect=person_of(dice, f"p{world.seed}-{number}"),
        cadence=_cadence(world, dice, at),
        at=at,
    )
    return lived(birth, Chance(dice, world.rates), world.until)


def _comes_at(world: World, number: int) -> datetime:
    workday = number * world.weeks * WORKDAYS // world.people
    week, day = divmod(workday, WORKDAYS)
    return world.begins + timedelta(weeks=week, days=day, seconds=number % 3_600)


def _cadence(world: World, dice: Dice, at: datetime) -> Cadence:
    chosen = dice.weighed("cadence", dict(world.cadences)).name
    versions = [cadence for cadence, _ in world.cadences if cadence.name == chosen]
    is_late = at >= world.begins + (world.until - world.begins) / 2
    return versions[-1] if is_late else versions[0]

"""How many people an experiment takes, before it is begun."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import comb

from domain.statistics.sizes import (
    LEVEL,
    Compared,
    people_for_any_look,
    people_for_one_look,
    people_if_it_stays,
)
from starter.errors import BadInput
from starter.output import print_line, print_table

PERCENT = re.compile(r"(\d{1,2}(?:\.\d+)?)\s?%")


@dataclass(frozen=True)
class Wanted:
    """What is to be found, in the words of the command line."""

    rate: str
    better: str
    arms: int
    power: str


@dataclass(frozen=True)
class Planned:
    """People in all arms; None for never.

    `half_by` is when half of such experiments are decided at the latest, `people` when those of
    the wanted power are; `one_look` is what it takes where nobody looks before the end.
    """

    rate: float
    better: float
    arms: int
    power: float
    one_look: int
    half_by: int | None
    people: int | None
    weekly: int | None


def planned(wanted: Wanted, weekly: int | None) -> Planned:
    """Two arms of any, told apart at a level that all pairs share. Raises `BadInput`."""
    rate, better = share_of(wanted.rate, "--rate"), share_of(wanted.better, "--better")
    power = share_of(wanted.power, "--power")
    if rate == better:
        raise BadInput(f"--better: is the rate itself, {wanted.better}; give what is worth finding")
    each = 1 / wanted.arms
    compared = Compared(rate, better, each, each, LEVEL / comb(wanted.arms, 2))
    return Planned(
        rate=rate,
        better=better,
        arms=wanted.arms,
        power=power,
        one_look=people_for_one_look(compared, power),
        half_by=people_if_it_stays(compared),
        people=people_for_any_look(compared, power),
        weekly=weekly,
    )


def share_of(text: str, option: str) -> float:
    """`4%` as a share of 1. Raises `BadInput`."""
    found = PERCENT.fullmatch(text.strip())
    if not found or not float(found[1]):
        raise BadInput(f"{option}: {text!r} is no percentage between 0 and 100; write it as 4%")
    return float(found[1]) / 100


def print_planned(planned: Planned) -> None:
    """The sizes in a table, in all and for each arm."""
    sizes = (
        ("half of such experiments are decided by", planned.half_by),
        (f"{planned.power:.0%} of them by", planned.people),
        ("with one look, at the end, it would take", planned.one_look),
    )
    rows = [(words, *_cells(people, planned)) for words, people in sizes]
    rates = f"{planned.rate:.1%} against {planned.better:.1%}"
    print_line(f"{rates}, {planned.arms} arms of equal weight\n")
    print_table(("", "people", "each arm", "weeks"), rows, "")


def _cells(people: int | None, planned: Planned) -> tuple[str | None, str | None, str | None]:
    if people is None:
        return "never", None, None
    weeks = f"{people / planned.weekly:.1f}" if planned.weekly else None
    return f"{people:,}", f"{people / planned.arms:,.0f}", weeks

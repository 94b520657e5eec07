"""`python -m bench.statistics`: how often the statistics err, find and cover what they claim.

The simulations of `tests/domain/statistics`, at length: one JSON document on stdout. The same
seeds give the same figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from domain.statistics.sizes import Compared, people_for_any_look, people_for_one_look
from tests.domain.statistics.pipelines import coverage
from tests.domain.statistics.simulated import World, called, covered

EXPERIMENTS = 1_000
A_A_PEOPLE = 10_000
A_A = (World(0.02, 0.02), World(0.06, 0.06), World(0.2, 0.2), World(0.06, 0.06, 0.2))
PLANTED = ((0.02, 0.04), (0.05, 0.075), (0.05, 0.1), (0.1, 0.13), (0.2, 0.25))
INTERVALS = ((0.03, 0.05, 1_000), (0.05, 0.05, 400), (0.05, 0.08, 1_000), (0.1, 0.13, 400))
TIMES = 20_000
WORLDS = 400
WEEKLY = (20, 60, 200)


def main() -> None:
    """All of them, one after the other."""
    document = {
        "a_a": list(_without_difference()),
        "planted": list(_with_difference()),
        "intervals": list(_intervals()),
        "forecasts": list(_forecasts()),
    }
    print(json.dumps(document, indent=2))


def _without_difference() -> Iterator[dict[str, float]]:
    for world in A_A:
        found = called(world, EXPERIMENTS, A_A_PEOPLE)
        yield {"rate": world.one, "share": world.share, "ever_called": found.share}


def _with_difference() -> Iterator[dict[str, float | None]]:
    for one, other in PLANTED:
        people = people_for_any_look(Compared(one, other)) or 0
        found = called(World(one, other), EXPERIMENTS, people)
        yield {
            "one": one,
            "other": other,
            "one_look": people_for_one_look(Compared(one, other)),
            "planned": people,
            "found": found.share,
            "half_found_by": found.half_by,
        }


def _intervals() -> Iterator[dict[str, float]]:
    for one, other, people in INTERVALS:
        wilson, newcombe = covered(World(one, other), people, TIMES)
        yield {
            "one": one,
            "other": other,
            "each_arm": people,
            "wilson": wilson,
            "newcombe": newcombe,
        }


def _forecasts() -> Iterator[dict[str, float]]:
    for weekly in WEEKLY:
        found = coverage(WORLDS * 20 // weekly, weekly)
        yield {
            "enrolled_weekly": weekly,
            "claimed": round(found.claimed, 3),
            "covered": round(found.covered, 3),
        }


if __name__ == "__main__":
    main()

"""How fast a cadence is simulated: no server, no ledger, one core."""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from domain.people.prospects import Prospect
from domain.simulation import SILENCE
from starter.simulation.simulating import Simulating, identified, simulating

CADENCE = "outbound-eight-touch"
START = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=-5)))
PEOPLE = 2_000
WARM = 50
# Zones and countries as a list of customers has them.
PLACES = (
    ("America/New_York", "US"),
    ("America/Chicago", "US"),
    ("Europe/Berlin", "DE"),
    ("Europe/London", "GB"),
    ("Asia/Singapore", "SG"),
    ("Australia/Sydney", "AU"),
)


@dataclass(frozen=True)
class Rate:
    """Touches a second of wall time, and the bytes that one kept touch takes."""

    touches_per_s: float
    touches: int
    bytes_per_touch: float


def measure_simulation() -> Rate:
    """Everybody through the shipped cadence, first for speed and then, slower, for memory."""
    given, people = simulating(CADENCE, START), identified([a_person(n) for n in range(PEOPLE)])
    _run(given, people[:WARM])
    began = time.perf_counter()
    touches = _run(given, people)
    rate = touches / (time.perf_counter() - began)
    return Rate(round(rate, 1), touches, round(_bytes_kept(given, people), 1))


def _run(given: Simulating, people: tuple[Prospect, ...]) -> int:
    return sum(len(given.course(person, SILENCE).touches) for person in people)


def _bytes_kept(given: Simulating, people: tuple[Prospect, ...]) -> float:
    """What a command that keeps every course has to hold."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    courses = [given.course(person, SILENCE) for person in people[: PEOPLE // 10]]
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / sum(len(course.touches) for course in courses)


def a_person(number: int) -> Prospect:
    """Somebody whom every channel reaches."""
    zone, country = PLACES[number % len(PLACES)]
    name = f"person{number}"
    return Prospect(
        id="",
        email=f"{name}@example.com",
        phone="+12125550123",
        linkedin_url=f"https://www.linkedin.com/in/{name}",
        timezone=zone,
        country=country,
        variables={"first_name": name, "company": "Example", "trigger": "the new dock"},
    )

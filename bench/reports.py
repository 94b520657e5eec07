"""`python -m bench.reports [PEOPLE]`: how long each report takes, on SQLite and on PostgreSQL.

A seeded world of 100,000 enrollments, which has about 1,200,000 facts, is planted into both; each
report is asked for in every way it can be parted. One JSON document of medians.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import psycopg

from domain.analytics.asking import Question, measure_of, question_of
from domain.analytics.reports import REPORTS
from domain.world import WORLD, World, lives
from ledger import migrate, open_ledger
from ledger.counts.reporting import answer, people
from ledger.sql import SqlLedger
from tests.postgres import a_postgres_server

PEOPLE = 100_000
WEEKS = 26
TOGETHER = 500
TIMES = 9
BEGINS = datetime(2026, 1, 5, 7, tzinfo=UTC)


@dataclass(frozen=True)
class Measured:
    """Milliseconds at the median by report and part, and what it took to plant the world."""

    facts: int
    planted_facts_per_s: float
    slowest_ms: float
    reports_ms: dict[str, float]
    people_ms: float


async def measured(url: str, world: World) -> Measured:
    """Plant the world into an empty database, and ask for everything."""
    migrate(url)
    ledger = open_ledger(url)
    began = time.perf_counter()
    facts = await _plant(ledger, world)
    rate = facts / (time.perf_counter() - began)
    _tidy(url)
    asked = {
        f"{report.name} by {by}": _question(report.name, by, world)
        for report in REPORTS.values()
        for by in report.parts
    }
    took = {name: await _median(ledger, question) for name, question in asked.items()}
    opened = await _people(ledger, asked["touches by step"])
    await ledger.close()
    return Measured(facts, round(rate), max(took.values()), took, opened)


async def _plant(ledger: SqlLedger, world: World) -> int:
    for cadence, _ in WORLD:
        await ledger.publish(cadence, world.begins)
    facts, everybody = 0, lives(world)
    while some := list(islice(everybody, TOGETHER)):
        facts += await ledger.plant(some)
    return facts


def _tidy(url: str) -> None:
    """What PostgreSQL does by itself within minutes."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def _question(report: str, by: str, world: World) -> Question:
    return question_of(report, by, {}, (None, None), today=world.until.date())


async def _median(ledger: SqlLedger, question: Question) -> float:
    """Milliseconds from the question to the table, the first of all left out."""
    took = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        await answer(ledger, question)
        took.append((time.perf_counter() - began) * 1_000)
    return round(statistics.median(took[1:]), 1)


async def _people(ledger: SqlLedger, question: Question) -> float:
    """The first page of those behind one number."""
    measure, took = measure_of("positive", question.report), []
    for _ in range(TIMES):
        began = time.perf_counter()
        await people(ledger, question, measure, {"cadence": WORLD[0][0].name, "step": "intro"})
        took.append((time.perf_counter() - began) * 1_000)
    return round(statistics.median(took), 1)


def main() -> None:
    """The document alone on stdout."""
    world = World(people=int(sys.argv[1]) if sys.argv[1:] else PEOPLE, begins=BEGINS, weeks=WEEKS)
    with tempfile.TemporaryDirectory() as folder, a_postgres_server() as server:
        urls = {
            "sqlite": f"sqlite:///{Path(folder) / 'ledger.sqlite3'}",
            "postgresql": server.new_database(),
        }
        found = {name: asdict(asyncio.run(measured(url, world))) for name, url in urls.items()}
    conditions = {"enrollments": world.people, "weeks": WEEKS, "cores": os.cpu_count()}
    print(json.dumps({**found, "conditions": conditions}, indent=2))


if __name__ == "__main__":
    main()

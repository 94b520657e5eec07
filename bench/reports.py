"""`python -m bench.reports [PEOPLE]`: how long each report takes, on SQLite and on PostgreSQL.

A seeded world of 100,000 enrollments, which has about 1,200,000 facts, is planted into both; each
report is asked for in every way it can be parted, and narrowed by each part that has no index in
common with that; beside them an experiment, the forecast and the findings. One JSON document of
medians.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import psycopg

from domain.analytics.asking import Question, measure_of, question_of
from domain.analytics.exposures import Outcome
from domain.analytics.parts import said
from domain.analytics.reports import COLUMNS, HOURS, REPORTS, TOUCHES
from domain.statistics import exposures
from domain.world import WORLD, World, lives
from ledger import migrate, open_ledger
from ledger.counts import foretelling, trying
from ledger.counts.counters import FAMILIES
from ledger.counts.reporting import answer, people
from ledger.sql import SqlLedger
from tests.postgres import a_postgres_server

PEOPLE = 100_000
WEEKS = 26
TOGETHER = 500
TIMES = 9
# Of those narrowed there are many.
FEWER_TIMES = 3
AHEAD = 4
BEGINS = datetime(2026, 1, 5, 7, tzinfo=UTC)


Asking = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Measured:
    """Milliseconds at the median by report and part, and what it took to plant the world."""

    facts: int
    planted_facts_per_s: float
    slowest_ms: float
    reports_ms: dict[str, float]
    statistics_ms: dict[str, float]
    narrowed_ms: dict[str, float]
    people_ms: float


async def measured(url: str, world: World) -> Measured:
    """Plant the world into an empty database, and ask for everything."""
    migrate(url)
    ledger = open_ledger(url)
    began = time.perf_counter()
    facts = await _plant(ledger, world)
    rate = facts / (time.perf_counter() - began)
    _tidy(url)
    found = await _asked(ledger, world, facts, round(rate))
    await ledger.close()
    return found


async def _asked(ledger: SqlLedger, world: World, facts: int, rate: float) -> Measured:
    questions = {
        f"{report.name} by {by}": _question(report.name, by, world)
        for report in REPORTS.values()
        for by in report.parts
    }
    took = await _medians(_reports(ledger, questions))
    beside = await _medians(await _statistics(ledger, world))
    narrowed = await _medians(_reports(ledger, await _narrowed(ledger, world)), FEWER_TIMES)
    slowest = max((*took.values(), *beside.values(), *narrowed.values()))
    opened = await _people(ledger, questions["touches by step"])
    return Measured(facts, rate, slowest, took, beside, narrowed, opened)


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


def _question(report: str, by: str, world: World, **where: str) -> Question:
    return question_of(report, by, where, (None, None), today=world.until.date())


def _reports(ledger: SqlLedger, questions: Mapping[str, Question]) -> dict[str, Asking]:
    return {name: partial(answer, ledger, question) for name, question in questions.items()}


async def _narrowed(ledger: SqlLedger, world: World) -> dict[str, Question]:
    """By each part, with the commonest value of each that no index has beside it."""
    found = {}
    for narrow in TOUCHES.parts:
        table = await answer(ledger, _question("touches", narrow, world))
        commonest = max(table.lines, key=lambda line: line.counts["due"])
        value = said(narrow, commonest.part[-1])
        for report in (TOUCHES, HOURS):
            for by in report.parts:
                if not _share_an_index(by, narrow):
                    asked = _question(report.name, by, world, **{narrow: value})
                    found[f"{report.name} by {by} where {narrow}"] = asked
    return found


def _share_an_index(by: str, narrow: str) -> bool:
    asked = {*COLUMNS.get(by, (by,)), narrow}
    columns = {"version" if name in ("persona", "direction") else name for name in asked}
    return any(columns <= {*family} for family in FAMILIES)


async def _statistics(ledger: SqlLedger, world: World) -> dict[str, Asking]:
    """What is made of rows that are no report's."""
    now, today = world.until, world.until.date()
    run = await trying.run_of(ledger, WORLD[0][0].name, "opener")
    question = exposures.Question("opener", Outcome.POSITIVE, timedelta(days=14))
    return {
        "experiment": lambda: trying.answer(ledger, run, question, now),
        "forecast": lambda: foretelling.foretold(ledger, (), today, AHEAD),
        "findings": lambda: foretelling.findings(ledger, today, 30),
    }


async def _medians(asked: Mapping[str, Asking], times: int = TIMES) -> dict[str, float]:
    """Milliseconds from each question to its answer, the first of all left out."""
    return {name: await _median(asking, times) for name, asking in asked.items()}


async def _median(asking: Asking, times: int) -> float:
    took = []
    for _ in range(times + 1):
        began = time.perf_counter()
        await asking()
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

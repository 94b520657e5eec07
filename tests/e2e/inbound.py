"""Thousands of events while doors, dispatchers, worker and Temporal are killed; then the count.

Everything is real: two doors with their dispatchers on one SQLite ledger, a worker, the Temporal
dev server, the mail server. Only the days are short.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from config.host_clock import HostClock, host_now
from domain.cadence import Cadence
from domain.clock import Clock
from domain.facts import Fact, TaskOpened, TouchInDoubt, TouchPerformed
from ledger.records import EventRow
from ledger.schema import claims, pending_stops
from ledger.sql import SqlLedger
from starter.checks.liveness import verify_everything
from starter.stack.ports import free_port
from tests.builders import a_cadence, a_prospect, a_step
from tests.chance import Chance
from tests.e2e.house import House, a_house
from tests.e2e.posting import ENDS, FORGED, STOPS, Answers, Posting, Senders, postings
from workflows.runs.reconciling import Reconciler

WORKER = "tests.e2e.hasty_worker"
VICTIMS = ("door-1", "door-2", "door-1", "worker", "worker", "temporal")
PROMISES = ("lost", "doubled", "believed", "started_against", "unproven", "left_over")
STARTED = TouchPerformed | TouchInDoubt | TaskOpened


@dataclass(frozen=True)
class Plan:
    """How much, how fast, a kill in so many seconds; `seconds` are those of the posting."""

    people: int
    events: int
    speed: float
    seconds: float
    kill_every: float
    seed: str
    patience: float = 240.0


@dataclass
class Tally:
    """What became of every event; each of `PROMISES` must be 0.

    lost: events with a 2xx and neither a fact nor a named verdict. doubled: with two facts.
    believed: forged events that were stored. started_against: touches that started after the 2xx of
    what stops them. unproven: problems that `ledger verify` finds. left_over: events not told, and
    stops of accepted events not cleared, at the end.
    """

    posts: int = 0
    events_with_2xx: int = 0
    facts: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    posts_unanswered: int = 0
    touches: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    believed: int = 0
    started_against: int = 0
    unproven: int = 0
    left_over: int = 0
    enrollments: int = 0
    minutes: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def broken(self) -> tuple[str, ...]:
        """The promises that did not hold."""
        return tuple(name for name in PROMISES if getattr(self, name))


async def ordeal(folder: Path, plan: Plan) -> Tally:
    """Run it, and count."""
    began = time.monotonic()
    chance = Chance(plan.seed)
    async with a_house(folder, plan.speed) as house, house.ledger() as ledger:
        people = [a_prospect(id=f"x{n}", email=f"p{n}@example.com") for n in range(plan.people)]
        tickets = await house.enroll(ledger, a_week(), people)
        clock = await ledger.clock(host_now(), plan.speed)
        trouble = Trouble(house, chance, plan.kill_every)
        made = postings(plan.events, [ticket.enrollment_id for ticket in tickets], chance)
        doors = [f"http://127.0.0.1:{port}" for port in trouble.ports]
        senders = Senders(doors, clock, plan.seconds)
        await trouble.while_it_lasts(senders.post_all(made))
        await until_told(house, ledger, clock, plan.patience)
        tally = await counted(house, ledger, clock, made, senders.answers)
    tally.kills = dict(sorted(trouble.kills.items()))
    tally.minutes = round((time.monotonic() - began) / 60, 2)
    return tally


def a_week() -> Cadence:
    """Mails and a call, at any hour."""
    mails = [a_step(id=f"mail-{day}", channel="email", day=day) for day in (1, 2, 3, 4)]
    call = a_step(id="call", channel="call", day=2)
    return a_cadence(steps=[*mails[:2], call, *mails[2:]], rules={"window": "00:30-23:30"})


class Trouble:
    """Kills something now and then, and starts it again."""

    def __init__(self, house: House, chance: Chance, every: float) -> None:
        self._house, self._chance, self._every = house, chance, every
        self.ports = (house.ports["webhooks"], free_port())
        self.kills: Counter[str] = Counter()

    async def while_it_lasts(self, work: Awaitable[None]) -> None:
        """Until the work is done; then everything runs."""
        for name in ("door-1", "door-2", "worker"):
            self._start(name)
        working = asyncio.ensure_future(work)
        while not working.done():
            await asyncio.sleep(self._every * (0.5 + self._chance.share()))
            name = self._chance.one_of(VICTIMS)
            self._house.kill(name)
            self.kills[name] += 1
            # Away for a moment, so that others notice.
            await asyncio.sleep(self._chance.share())
            self._start(name)
        await working

    def _start(self, name: str) -> None:
        match name:
            case "temporal":
                self._house.start_temporal()
            case "worker":
                self._house.start(name, sys.executable, "-m", WORKER)
            case _:
                port = self.ports[int(name[-1]) - 1]
                door = ("env", f"DRUMBEAT_WEBHOOK_PORT={port}", sys.executable, "-m", "webhooks")
                self._house.start(name, *door)


async def until_told(house: House, ledger: SqlLedger, clock: Clock, patience: float) -> None:
    """Until every event is told and every stop is cleared; what a run lost is told again."""
    reconciler = Reconciler(await house.client(), ledger, clock, house.settings.task_queue)
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while await _left_over(ledger):
                await asyncio.sleep(5)
                await reconciler.reconcile(HostClock(clock).now())


async def _left_over(ledger: SqlLedger) -> int:
    stops = await ledger._database.read(_stops)
    return len(await ledger.undelivered(10_000)) + stops


def _stops(connection: Connection) -> int:
    return len(connection.execute(select(pending_stops.c.source_id)).all())


async def counted(
    house: House, ledger: SqlLedger, clock: Clock, made: list[Posting], answers: Answers
) -> Tally:
    rows = {row.event_id: row for row in await ledger.events()}
    facts = await _facts(ledger)
    starts = await ledger._database.read(_marks)
    verified = await verify_everything(await house.client(), ledger)
    tally = Tally(
        posts=len(made),
        events_with_2xx=len(answers.accepted),
        verdicts=dict(Counter(row.verdict for row in rows.values())),
        answers={str(status): count for status, count in sorted(answers.statuses.items())},
        posts_unanswered=answers.unanswered,
        believed=sum(event_id.startswith(FORGED) for event_id in rows),
        touches=sum(isinstance(fact, STARTED) for told in facts.values() for fact in told),
        unproven=len(verified.problems),
        problems=list(verified.problems),
        left_over=await _left_over(ledger),
        enrollments=verified.enrollments,
    )
    for posting in {
        each.event_id: each for each in made if each.event_id in answers.accepted
    }.values():
        row, mine = rows.get(posting.event_id), facts[posting.enrollment]
        _count_facts(tally, posting, row, mine)
        if row is not None and row.verdict == "accepted" and posting.kind in STOPS:
            told_at = answers.accepted[posting.event_id]
            started = list(_started_after(told_at, posting, mine, starts, clock))
            tally.started_against += len(started)
            tally.problems += [f"{posting}: {step} started" for step in started]
    return tally


def _count_facts(tally: Tally, posting: Posting, row: EventRow | None, facts: list[Fact]) -> None:
    """Every 2xx is one fact or a named verdict."""
    found = sum(fact.key == f"source/webhook/{posting.event_id}" for fact in facts)
    tally.facts += found
    tally.doubled += max(found - 1, 0)
    if row is None or (row.verdict == "accepted" and not found):
        tally.lost += 1
        tally.problems.append(f"{posting}: lost, {row}")


def _started_after(
    told_at: datetime,
    posting: Posting,
    facts: list[Fact],
    marks: dict[tuple[str, str], datetime],
    clock: Clock,
) -> Iterator[str]:
    """The touches that started after the 2xx; of who was away only those before the fact of it."""
    keys = [fact.key for fact in facts]
    recorded = (
        keys.index(f"source/webhook/{posting.event_id}") if posting.kind not in ENDS else None
    )
    for position, fact in enumerate(facts):
        if not isinstance(fact, STARTED):
            continue
        at = marks.get((posting.enrollment, fact.step), fact.at)
        is_free = recorded is not None and position > recorded
        if clock.host_at(at) > told_at and not is_free:
            yield fact.step


async def _facts(ledger: SqlLedger) -> dict[str, list[Fact]]:
    found = {}
    for row in await ledger.enrollments():
        _, _, facts = await ledger.enrollment(row.enrollment)
        found[row.enrollment] = [each.fact for each in facts]
    return found


def _marks(connection: Connection) -> dict[tuple[str, str], datetime]:
    """When the body of each mail was about to go."""
    query = select(claims.c.enrollment_id, claims.c.step, claims.c.in_doubt_at)
    return {(one, step): at for one, step, at in connection.execute(query) if at is not None}

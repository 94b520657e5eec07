"""Many touches on real parts while the mail server fails and workers are killed; then the count.

The Temporal dev server, worker processes, the SQLite ledger and its clock are those of production;
the mail server is `tests.smtp_server`, by chance wrong at every phase.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from config.host_clock import host_now
from domain.cadence import Cadence
from domain.facts import (
    Bounced,
    EnrollmentEnded,
    Fact,
    TouchInDoubt,
    TouchPerformed,
    TouchSkipped,
)
from ledger.records import Ticket
from ledger.schema import claims
from ledger.sql import SqlLedger
from tests.builders import a_cadence, a_prospect, a_step
from tests.chance import Chance, RandomFaults
from tests.e2e.hasty_worker import HASTY
from tests.e2e.house import House, a_house, facts_of
from tests.smtp_server import ScriptedServer, serving

WORKER = "tests.e2e.hasty_worker"
# From the mark to the recorded outcome where the server answers in time and nobody is killed.
MARK_TO_OUTCOME = timedelta(seconds=HASTY.reply + 2)
PROMISES = ("duplicates", "strangers", "lost", "untrue", "hidden_doubts", "causeless_doubts")


@dataclass(frozen=True)
class Plan:
    """How much, how fast, and how wrong: `rate` of all phases of SMTP, a kill in so many seconds.

    `seconds` is when the run is given up; a touch without an outcome then is lost.
    """

    people: int
    mails: int
    speed: float
    rate: float
    kill_every: float
    seed: str
    seconds: float
    workers: int = 2

    @property
    def touches(self) -> int:
        return self.people * self.mails


@dataclass
class Tally:
    """What became of every touch; each of `PROMISES` must be 0.

    duplicates: mails accepted beyond the first of a touch. strangers: mails of no touch. lost:
    touches without an outcome. untrue: touches told as sent that no server has, or as not sent
    that one has. hidden_doubts: mails of unknown fate that are not in doubt. causeless_doubts:
    touches in doubt though the server answered and no worker was killed.
    """

    touches: int = 0
    accepted: int = 0
    sent: int = 0
    not_sent: Counter[str] = field(default_factory=Counter)
    in_doubt: int = 0
    injected_ambiguous: int = 0
    doubts_of_kills: int = 0
    duplicates: int = 0
    strangers: int = 0
    lost: int = 0
    untrue: int = 0
    hidden_doubts: int = 0
    causeless_doubts: int = 0
    kills: int = 0
    refusals: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    minutes: float = 0.0

    @property
    def broken(self) -> tuple[str, ...]:
        """The promises that did not hold."""
        return tuple(name for name in PROMISES if getattr(self, name))


@dataclass(frozen=True)
class _Mark:
    """A claim's mail, and when its body was about to go, by the host's clock."""

    message_id: str
    at: datetime | None


async def ordeal(folder: Path, plan: Plan) -> Tally:
    """Run it, and count."""
    began = time.monotonic()
    chance = Chance(plan.seed)
    faults = RandomFaults(Chance(f"{plan.seed}/faults"), plan.rate, late=HASTY.reply + 1)
    async with (
        serving(ScriptedServer(plot=faults, patience=HASTY.reply)) as server,
        a_house(folder, plan.speed, more={"DRUMBEAT_SMTP_PORT": str(server.port)}) as house,
        house.ledger() as ledger,
    ):
        people = [a_prospect(id=f"x{n}", email=f"p{n}@example.com") for n in range(plan.people)]
        tickets = await house.enroll(ledger, some_mails(plan.mails), people)
        trouble = Trouble(house, server, chance, plan)
        with suppress(TimeoutError):
            async with asyncio.timeout(plan.seconds):
                await trouble.until_ended(ledger)
        tally = await _counted(ledger, server, tickets, trouble.killed_at, plan)
    tally.faults, tally.refusals = faults.dealt, trouble.refusals
    tally.minutes = round((time.monotonic() - began) / 60, 2)
    return tally


def some_mails(count: int) -> Cadence:
    """A mail a day, at any hour."""
    steps = [a_step(id=f"mail-{n}", channel="email", day=n) for n in range(1, count + 1)]
    return a_cadence(steps=steps, rules={"window": "00:30-23:30"})


class Trouble:
    """Kills a worker now and then, and has the mail server refuse connections for a moment."""

    def __init__(self, house: House, server: ScriptedServer, chance: Chance, plan: Plan) -> None:
        self._house, self._server, self._chance, self._plan = house, server, chance, plan
        self.killed_at: list[datetime] = []
        self.refusals = 0

    async def until_ended(self, ledger: SqlLedger) -> None:
        """As long as somebody has a mail to come."""
        names = [f"worker-{n}" for n in range(self._plan.workers)]
        for name in names:
            self._start(name)
        while await ledger.open_tickets():
            await asyncio.sleep(self._plan.kill_every * (0.5 + self._chance.share()))
            name = self._chance.one_of(names)
            self._house.kill(name)
            self.killed_at.append(host_now())
            self._start(name)
            await self._refuse_for_a_moment()

    def _start(self, name: str) -> None:
        self._house.start(name, sys.executable, "-m", WORKER)

    async def _refuse_for_a_moment(self) -> None:
        self.refusals += 1
        self._server.refuse()
        await asyncio.sleep(self._chance.share() / 2)
        await self._server.listen()


async def _counted(
    ledger: SqlLedger,
    server: ScriptedServer,
    tickets: Iterable[Ticket],
    killed_at: list[datetime],
    plan: Plan,
) -> Tally:
    marks = await _marks(ledger, plan.speed)
    tally = Tally(
        touches=plan.touches,
        accepted=server.accepted.total(),
        injected_ambiguous=len(server.ambiguous),
        kills=len(killed_at),
        duplicates=sum(count - 1 for count in server.accepted.values()),
        strangers=len(set(server.accepted) - {mark.message_id for mark in marks.values()}),
    )
    for ticket in tickets:
        facts = await facts_of(ledger, ticket)
        for step in ticket.plan.by_id:
            mark = marks.get((ticket.enrollment_id, step), _Mark("", None))
            _count(tally, _outcome_of(facts, step), mark, server, killed_at)
    return tally


def _outcome_of(facts: list[Fact], step: str) -> Fact | None:
    """What became of the touch: its own last word, else the bounce that ended them all."""
    kinds = TouchPerformed | TouchInDoubt | TouchSkipped
    own = [fact for fact in facts if isinstance(fact, kinds) and fact.step == step]
    ended = [fact for fact in facts if isinstance(fact, Bounced)]
    has_ended = any(isinstance(fact, EnrollmentEnded) for fact in facts)
    return next(iter(own[-1:] or (ended if has_ended else [])), None)


def _count(
    tally: Tally,
    outcome: Fact | None,
    mark: _Mark,
    server: ScriptedServer,
    killed_at: list[datetime],
) -> None:
    is_accepted, is_ambiguous = (
        mark.message_id in server.accepted,
        mark.message_id in server.ambiguous,
    )
    if is_ambiguous and not isinstance(outcome, TouchInDoubt):
        tally.hidden_doubts += 1
    match outcome:
        case TouchPerformed():
            tally.sent += 1
            tally.untrue += not is_accepted
        case TouchInDoubt():
            tally.in_doubt += 1
            if not is_ambiguous:
                tally.doubts_of_kills += 1
                tally.causeless_doubts += not _was_killed(mark, killed_at)
        case TouchSkipped(reason=reason):
            tally.not_sent[reason] += 1
            tally.untrue += is_accepted
        case Bounced():
            tally.not_sent["bounced"] += 1
            tally.untrue += is_accepted
        case _:
            tally.lost += 1


def _was_killed(mark: _Mark, killed_at: list[datetime]) -> bool:
    """Whether a worker died between the mark and when the outcome would have been recorded."""
    at = mark.at
    return at is not None and any(at <= killed <= at + MARK_TO_OUTCOME for killed in killed_at)


async def _marks(ledger: SqlLedger, speed: float) -> dict[tuple[str, str], _Mark]:
    clock = await ledger.clock(host_now(), speed)
    rows = await ledger._database.read(_claims)
    return {
        (enrollment_id, step): _Mark(message_id, clock.host_at(at) if at else None)
        for enrollment_id, step, message_id, at in rows
    }


def _claims(connection: Connection) -> list[tuple[str, str, str, datetime | None]]:
    columns = (claims.c.enrollment_id, claims.c.step, claims.c.message_id, claims.c.in_doubt_at)
    return [tuple(row) for row in connection.execute(select(*columns))]

"""A cadence of fifty steps with every kind of branch, on the real server, from file to outcome."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from config.host_clock import HostClock, host_now
from domain.cadence import load_cadence
from domain.facts import EnrollmentEnded, Fact, Jumped, TaskEscalated, TouchPlanned, TouchSkipped
from domain.people.prospects import Prospect
from ledger.records import NotEnrolled, Ticket
from ledger.sql import SqlLedger
from starter.stack.processes import environment as inherited
from tests.e2e.branchers import BRANCHERS, REFERRED, USUAL, Brancher, Play
from tests.e2e.house import MONDAY, House, a_house, facts_of, until_ended

HERE = Path(__file__).parent
FILES = (str(HERE / "branch-target.yaml"), str(HERE / "every-branch.yaml"))
CADENCE = load_cadence((HERE / "every-branch.yaml").read_text(encoding="utf-8"))
SPEED = 30_000.0
FRENCH = Prospect(id="", email="french@branches.example", country="FR")


def drumbeat(*arguments: str, **environment: str) -> str:
    """What the command prints; it must succeed."""
    ran = subprocess.run(
        [sys.executable, "-m", "starter", *arguments],
        env={**inherited(), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


async def play_through(house: House, ledger: SqlLedger, tickets: list[Ticket]) -> None:
    """Everybody answers and works as the script says, until all have ended."""
    clock = HostClock(await ledger.clock(host_now(), SPEED))
    pairs = zip(BRANCHERS, tickets, strict=True)
    people = {person.email: (ticket.enrollment_id, person) for person, ticket in pairs}
    play = Play(ledger, await house.client(), clock, people)
    house.start_worker()
    house.start_webhooks()
    acting = [asyncio.create_task(play.answer()), asyncio.create_task(play.work())]
    try:
        await until_ended(ledger, 180)
    finally:
        for task in acting:
            task.cancel()
        ends = await asyncio.gather(*acting, return_exceptions=True)
    assert [type(end) for end in ends] == [asyncio.CancelledError] * len(acting)


def left_out(facts: list[Fact]) -> set[str]:
    """The steps that never started, by their own fact or by a jump."""
    skipped = {fact.step for fact in facts if isinstance(fact, TouchSkipped)}
    jumped = (step for fact in facts if isinstance(fact, Jumped) for step in fact.skipped)
    return skipped.union(jumped)


def check(person: Brancher, facts: list[Fact]) -> None:
    """The facts of one person are those of their branch."""
    (end,) = [fact for fact in facts if isinstance(fact, EnrollmentEnded)]
    assert end.reason == person.ends, person.name
    assert person.skips is None or left_out(facts) == person.skips, person.name
    plans = [f for f in facts if isinstance(f, TouchPlanned) and f.step == "step-01"]
    assert {plan.variant for plan in plans} <= {"opener/plain", "opener/number"}
    was_escalated = any(isinstance(fact, TaskEscalated) for fact in facts)
    assert was_escalated == (person.name == "undone")


async def test_fifty_steps_with_every_branch_run_to_their_ends(tmp_path: Path) -> None:
    """Published, enrolled and run: everybody ends as their branch says, nobody gets mail twice."""
    assert (len(CADENCE.steps), len(CADENCE.experiments)) == (50, 3)
    async with a_house(tmp_path, SPEED) as house, house.ledger() as ledger:
        await asyncio.to_thread(drumbeat, "cadence", "publish", *FILES, **house.environment)
        tickets = await house.enroll(ledger, CADENCE, [one.prospect for one in BRANCHERS])
        refused = await ledger.enroll([FRENCH], CADENCE.version, MONDAY)

        await play_through(house, ledger, tickets)

        assert refused == (NotEnrolled.REFUSED,)
        for person, ticket in zip(BRANCHERS, tickets, strict=True):
            check(person, await facts_of(ledger, ticket))
        followers = {row.prospect for row in await ledger.enrollments(cadence="branch-target")}
        went_on = {p.email for p in BRANCHERS if p.ends in ("unresponsive", "switched")}
        assert followers == went_on | {REFERRED.email}
        sent = Counter(mail["Message-ID"] for mail in house.mailbox.mails)
        assert set(sent.values()) == {1}
        await asyncio.to_thread(drumbeat, "ledger", "verify", **house.environment)


def test_the_same_fifty_steps_are_simulated(tmp_path: Path) -> None:
    """The simulator takes the same file through to its end, with answers and without."""
    people = tmp_path / "people.csv"
    header = ("email", "phone", "linkedin_url", "country", "first_name")
    rows = [
        (p.email, p.prospect.phone, p.prospect.linkedin_url, p.country, p.name) for p in BRANCHERS
    ]
    lines = [",".join(map(str, row)) for row in (header, *rows)]
    people.write_text("\n".join(lines), encoding="utf-8")

    shown = json.loads(
        drumbeat(
            *("simulate", FILES[1], "--prospects", str(people)),
            *("--from", "2026-11-23T05:00:00Z", "--json"),
            *("--reply", "negative@branches.example@step-06:negative"),
            *("--click", "clicker@branches.example@step-05"),
        )
    )

    touched = {person.name: set[str]() for person in BRANCHERS}
    for touch in shown["touches"]:
        touched[touch["prospect"].partition("@")[0]].add(touch["step"])
    every = {step.id for step in CADENCE.steps}
    assert every - touched["silent"] == USUAL
    assert touched["negative"] == {f"step-{number:02}" for number in range(1, 7)}
    assert touched["clicker"].isdisjoint({"step-06", "step-07"})

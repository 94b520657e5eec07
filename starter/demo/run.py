"""The demo itself: start everything, enroll, let the crowd and the rep act, kill the worker."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from temporalio.client import Client

from config.host_clock import HostClock, host_now
from config.settings import Settings
from config.temporal import connect
from ledger import migrate
from ledger.sql import SqlLedger
from starter.checks.liveness import verify_everything
from starter.demo.crowd import Crowd
from starter.demo.evidence import Summary, caught_in, runs_of, summarize
from starter.demo.rep import Rep
from starter.demo.script import script_for
from starter.demo.showing import day_line
from starter.enrolling import Enrolling
from starter.files.library import read_cadence_file, shipped_folder
from starter.files.prospects import read_prospects
from starter.files.publishing import publish_all
from starter.session import opened_ledger
from starter.stack.leftovers import stop_leftovers
from starter.stack.parts import secret_key, stack_of, webhook_secret, with_ui
from starter.stack.ports import free_port
from starter.stack.stack import SUPERVISOR, Stack
from starter.stack.temporal_server import find_temporal

CADENCE = "outbound-eight-touch"
PEOPLE = "prospects.csv"

# A Drumbeat day takes 4.1 seconds.
SPEED = 21_000.0
# About what the stack takes to start; the first Monday begins when people are enrolled.
START_UP = timedelta(seconds=9)
KILL_AFTER = 22.0
GIVE_UP_AFTER = 120.0
LOOK_EVERY = 0.2
SUCCESSORS_START_WITHIN = 10.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Scene:
    """Everything that runs."""

    settings: Settings
    ui_port: int
    stack: Stack
    ledger: SqlLedger
    client: Client
    clock: HostClock


def demo_settings(home: Path) -> Settings:
    """Settings of an installation of its own, on free ports."""
    temporal, webhooks, smtp, console = (free_port() for _ in range(4))
    return Settings(
        home=home.resolve(),
        database_url="",
        temporal_address=f"127.0.0.1:{temporal}",
        temporal_namespace="default",
        webhook_port=webhooks,
        webhook_secret=webhook_secret(home),
        secret_key=secret_key(home),
        console_host="127.0.0.1",
        console_port=console,
        console_url="",
        smtp_host="127.0.0.1",
        smtp_port=smtp,
        clock_speed=SPEED,
    )


def sunday_evening(host: datetime) -> datetime:
    """20:00 UTC of the next Sunday: Monday morning lies ahead in every zone."""
    day = host.date() + timedelta(days=(6 - host.weekday()) % 7)
    return datetime.combine(day, time(20), tzinfo=UTC)


def _prepared(home: Path) -> Settings:
    """An empty home with a ledger in it, and nothing of an earlier demo still running."""
    stop_leftovers(home / "stack.json", SUPERVISOR)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    settings = demo_settings(home)
    migrate(settings.ledger_url)
    return settings


@asynccontextmanager
async def a_scene(home: Path, say: Say) -> AsyncIterator[Scene]:
    """A fresh installation, running."""
    ui_port = free_port()
    settings = with_ui(await asyncio.to_thread(_prepared, home), ui_port)
    async with opened_ledger(settings) as ledger:
        anchor = sunday_evening(host_now()) - START_UP * SPEED
        clock = HostClock(await ledger.clock(host_now(), SPEED, anchor))
        temporal = await find_temporal(home / "bin", say)
        async with stack_of(settings, temporal, ui_port, say) as stack:
            yield Scene(settings, ui_port, stack, ledger, await connect(settings), clock)


async def play(scene: Scene, say: Say) -> Summary:
    """Two weeks, from the first touch to the last outcome."""
    people = await _enroll(scene, say)
    crowd = Crowd(
        maildir=scene.settings.home / "mail",
        endpoint=f"http://127.0.0.1:{scene.settings.webhook_port}/webhooks/standard",
        secret=scene.settings.webhook_secret.get_secret_value(),
        script=script_for(people),
        clock=scene.clock,
    )
    rep = Rep(scene.client, scene.ledger)
    acting = [asyncio.create_task(crowd.answer_mail()), asyncio.create_task(rep.work())]
    killing = asyncio.create_task(_kill_the_worker(scene, say))
    try:
        await _until_all_have_ended(scene, rep, acting, say)
    finally:
        for task in (*acting, killing):
            task.cancel()
        await asyncio.gather(*acting, killing, return_exceptions=True)
    return await _evidence(scene, crowd, int(killing.done() and not killing.cancelled()))


async def _enroll(scene: Scene, say: Say) -> list[str]:
    """As `drumbeat enroll` does it; the addresses in the order of the file."""
    file = read_cadence_file(CADENCE)
    prospects = read_prospects(shipped_folder("examples", "examples") / PEOPLE).prospects
    versions = await publish_all(scene.ledger, [file], scene.clock.now())
    queue = scene.settings.task_queue
    enrolling = Enrolling(
        scene.ledger, scene.client, scene.clock, queue, versions[CADENCE], again=False
    )
    outcomes = await enrolling.enroll(prospects, lambda _: None)
    say(f"{outcomes.total()} prospects enrolled in {CADENCE}, each a durable Temporal workflow")
    return [prospect.address for prospect in prospects if prospect.email]


async def _kill_the_worker(scene: Scene, say: Say) -> None:
    await asyncio.sleep(KILL_AFTER)
    worker = scene.stack["worker"]
    say(f"            SIGKILL to the worker (pid {worker.pid}) while it works")
    worker.kill()


async def _until_all_have_ended(
    scene: Scene, rep: Rep, acting: list[asyncio.Task[None]], say: Say
) -> None:
    """A line a Drumbeat day, until nobody is open or patience ends."""
    day = scene.clock.now().date()
    async with asyncio.timeout(GIVE_UP_AFTER):
        while True:
            rows = await scene.ledger.enrollments(cadence=CADENCE)
            ended = sum(row.state not in ("pending", "active", "paused") for row in rows)
            if (now := scene.clock.now()).date() != day:
                day = now.date()
                mails = await asyncio.to_thread(caught_in, scene.settings.home / "mail")
                say(day_line(now, mails.total(), rep.completed, ended, len(rows)))
            if ended == len(rows):
                return
            _fail_with(acting)
            await asyncio.sleep(LOOK_EVERY)


def _fail_with(acting: list[asyncio.Task[None]]) -> None:
    """The crowd and the rep act until they are stopped; one that ended has failed."""
    for task in acting:
        if task.done():
            task.result()


async def _evidence(scene: Scene, crowd: Crowd, kills: int) -> Summary:
    """What the catcher, the ledger and Temporal say at the end."""
    await _until_successors_run(scene)
    runs = await runs_of(scene.ledger, CADENCE)
    went_on = len(await scene.ledger.enrollments()) - len(runs)
    caught = caught_in(scene.settings.home / "mail")
    verified = await verify_everything(scene.client, scene.ledger)
    problems = (*crowd.refused, *verified.problems)
    return summarize(runs, caught, crowd.acknowledged, kills, went_on, problems)


async def _until_successors_run(scene: Scene) -> None:
    """Those who go on into another cadence have a run of their own, with its timer."""
    async with asyncio.timeout(SUCCESSORS_START_WITHIN):
        while await scene.ledger.unstarted(1):  # noqa: ASYNC110 -- other processes write it
            await asyncio.sleep(LOOK_EVERY)

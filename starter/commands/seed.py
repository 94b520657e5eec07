"""`drumbeat seed`: a made-up world with known true rates, for looking and for measuring."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Annotated

import typer

from config.settings import load_settings
from domain.cadence import Cadence
from domain.errors import UnknownEnrollment
from domain.world import WORLD, Life, Rates, World, first_of, lives
from ledger.records import Attribution
from ledger.sql import SqlLedger
from starter.errors import BadInput
from starter.instants import day
from starter.output import AsJson, print_json, print_line
from starter.progress import progress_bar
from starter.session import host_clock, opened_ledger

TOGETHER = 500
BY = "drumbeat seed"
BECAUSE = "a seeded world: nothing of it goes out"
NAMES = tuple(dict.fromkeys(cadence.name for cadence, _ in WORLD))


def seed(  # noqa: PLR0913, PLR0917 -- each is an option
    people: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many enroll.")] = 1_000,
    weeks: Annotated[int, typer.Option(min=2, max=260, help="Over how many weeks they come.")] = 12,
    number: Annotated[int, typer.Option("--seed", min=0, help="Another one, another world.")] = 1,
    cadence: Annotated[
        list[str] | None, typer.Option(help=f"Of these alone: {', '.join(NAMES)}.")
    ] = None,
    until: Annotated[str, typer.Option(help="The weeks end before this day's week; today.")] = "",
    reply: Annotated[
        float, typer.Option(min=0, max=1, help="True share of replies, before all that lifts it.")
    ] = Rates.reply,
    meeting: Annotated[
        float, typer.Option(min=0, max=1, help="True share of meetings among positive replies.")
    ] = Rates.meeting,
    among_others: Annotated[
        bool, typer.Option("--among-others", help="Also where the ledger has enrollments.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fill an empty ledger with made-up people, their touches and what came of these.

    The same seed makes the same world. Its cadences are paused, so that nothing of it goes out;
    its addresses are under .example, where no mail can go.

    Example: drumbeat seed --people 10000 --weeks 26
    """
    last = day(until, "--until") if until else None
    rates, mix = Rates(reply=reply, meeting=meeting), _mix(cadence or NAMES)
    world = World(people, datetime.min.replace(tzinfo=UTC), weeks, number, rates, mix)
    begins, facts = asyncio.run(_seed(world, last, among_others))
    if as_json:
        print_json({"enrollments": people, "facts": facts, "begins": begins})
        return
    print_line(f"{people} enrollments with {facts} facts, from {begins:%Y-%m-%d} on")


def _mix(names: list[str] | tuple[str, ...]) -> tuple[tuple[Cadence, float], ...]:
    """The cadences of these names, with shares that add up to 1."""
    for name in names:
        if name not in NAMES:
            raise BadInput(f"--cadence: {name!r} is not of a world; use {', '.join(NAMES)}")
    chosen = [(cadence, share) for cadence, share in WORLD if cadence.name in names]
    whole = sum(share for _, share in chosen)
    return tuple((cadence, share / whole) for cadence, share in chosen)


async def _seed(world: World, last: date | None, among_others: bool) -> tuple[datetime, int]:
    async with opened_ledger(load_settings()) as ledger:
        now = (await host_clock(ledger)).now()
        whole = replace(world, begins=_monday(last or now.date()) - timedelta(weeks=world.weeks))
        await _refuse_others(ledger, whole, among_others)
        for cadence, _ in whole.cadences:
            await ledger.publish(cadence, whole.begins)
        facts = await _plant(ledger, whole)
        for name in {cadence.name for cadence, _ in whole.cadences}:
            await ledger.pause_cadence(name, Attribution(BY, BECAUSE, now))
        return whole.begins, facts


async def _refuse_others(ledger: SqlLedger, world: World, among_others: bool) -> None:
    if not among_others and await ledger.states_by_cadence():
        raise BadInput(
            "the ledger has enrollments; seed an empty one (DRUMBEAT_DATABASE_URL), or say "
            "--among-others"
        )
    try:
        await ledger.ticket(first_of(world))
    except UnknownEnrollment:
        return
    raise BadInput(f"the world of --seed {world.seed} is in the ledger already; use another")


async def _plant(ledger: SqlLedger, world: World) -> int:
    facts = 0
    with progress_bar() as progress:
        task = progress.add_task("seeding", total=world.people)
        for some in _batches(lives(world)):
            facts += await ledger.plant(some)
            progress.advance(task, len(some))
    return facts


def _batches(given: Iterator[Life]) -> Iterator[list[Life]]:
    while some := list(islice(given, TOGETHER)):
        yield some


def _monday(given: date) -> datetime:
    """The morning of the Monday of its week."""
    return datetime.combine(given - timedelta(days=given.weekday()), time(7), UTC)

"""`drumbeat task absence`: what becomes of a rep's work while the rep is away."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from config.settings import load_settings
from domain.by_hand import unfit_words
from domain.cadence import ZONES
from domain.people.prospects import address_key
from domain.rep_work.absences import Absence
from starter.errors import BadInput
from starter.instants import day
from starter.output import AsJson, print_json, print_line
from starter.session import connected, host_clock, opened_ledger
from workflows.runs.absences import Absences, affected_by

Midnights = tuple[datetime, datetime]


def absence(  # noqa: PLR0913, PLR0917 -- each is an option of the command line
    rep: Annotated[str, typer.Argument(help="The rep who is away.")],
    from_: Annotated[str, typer.Option("--from", help="The first day: 2026-12-01.")],
    to: Annotated[str, typer.Option(help="The last day.")],
    by: Annotated[str, typer.Option(help="Who says so; kept in the history.")],
    stand_in: Annotated[
        str | None, typer.Option(help="Who does the work; without, it waits for the return.")
    ] = None,
    timezone: Annotated[str, typer.Option(help="Whose days these are.")] = "UTC",
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, it is only shown.")] = False,
    as_json: AsJson = False,
) -> None:
    """Hand a rep's tasks that are due in an absence to a stand-in, or put them off.

    They are put off to the first allowed day after. What is opened meanwhile is the stand-in's.
    """
    midnights = _midnights(from_, to, timezone)
    for name in (rep, by, *([stand_in] if stand_in is not None else [])):
        if unfit := unfit_words(name):
            raise BadInput(unfit)
    if stand_in is not None and address_key(stand_in) == address_key(rep):
        raise BadInput(f"{rep} cannot stand in for {rep}; name another rep, or leave it out")
    document = asyncio.run(_arrange(rep, midnights, stand_in, by, do=yes))
    if as_json:
        print_json(document)
        return
    print_line(_told(document, stand_in))


async def _arrange(
    rep: str, midnights: Midnights, stand_in: str | None, by: str, *, do: bool
) -> dict[str, object]:
    """What would be done, or what was."""
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        away = Absence(rep, *midnights, stand_in, by, (await host_clock(ledger)).now())
        if away.ends <= away.at:
            raise BadInput(f"this absence was over on {away.ends:%d %b %Y}")
        kinds = Counter(task.channel for task in await affected_by(ledger, away))
        document: dict[str, object] = {"rep": rep, "tasks": kinds.total(), "by_channel": kinds}
        if not do:
            return {**document, "done": False}
        arranged = await Absences(await connected(settings), ledger).arrange(away)
        return {**document, "done": True, **vars(arranged)}


def _midnights(from_: str, to: str, timezone: str) -> Midnights:
    if timezone not in ZONES:
        raise BadInput(f"--timezone: {timezone!r} is no zone; write it as Europe/Berlin")
    first, last = day(from_, "--from"), day(to, "--to")
    if last < first:
        raise BadInput(f"--to: {last} is before --from {first}")
    zone = ZoneInfo(timezone)
    starts, ends = (
        datetime.combine(each, time(), tzinfo=zone).astimezone(UTC)
        for each in (first, last + timedelta(days=1))
    )
    return starts, ends


def _told(document: dict[str, object], stand_in: str | None) -> str:
    tasks, rep = document["tasks"], document["rep"]
    if not document["done"]:
        what = f"go to {stand_in}" if stand_in else "be put off to the first day after"
        return f"{tasks} tasks of {rep} are due meanwhile and would {what}; --yes does it"
    done = document["reassigned"] if stand_in else document["postponed"]
    what = f"went to {stand_in}" if stand_in else "are put off to the first day after"
    return f"{done} tasks of {rep} {what}; {document['over']} were over meanwhile"

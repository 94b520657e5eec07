"""`drumbeat cadence`: definitions, published and shipped."""

from __future__ import annotations

import asyncio
from textwrap import shorten
from typing import Annotated

import typer

from config.settings import load_settings
from domain.cadence import Cadence
from domain.errors import UnknownCadence
from ledger.records import CadenceRow
from ledger.sql import SqlLedger
from starter.library import read_cadence, shipped_cadences
from starter.output import AsJson, print_json, print_line, print_table
from starter.session import host_clock, opened_ledger

app = typer.Typer(help="Cadence definitions.", no_args_is_help=True)


@app.command(epilog="Example: drumbeat cadence publish my.yaml outbound-eight-touch")
def publish(
    file_or_name: Annotated[
        list[str], typer.Argument(help="Cadence files, or bare names from the shipped library.")
    ],
    as_json: AsJson = False,
) -> None:
    """Make cadences available for enrollment; every file is checked before any is published."""
    cadences = [read_cadence(each) for each in file_or_name]
    published = asyncio.run(_publish(cadences))
    if as_json:
        print_json(published)
        return
    for each in published:
        print_line(f"published {each['name']} as version {each['version']}")


async def _publish(cadences: list[Cadence]) -> list[dict[str, str]]:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        now = (await host_clock(ledger)).now()
        return [
            {"name": cadence.name, "version": await ledger.publish(cadence, now)}
            for cadence in cadences
        ]


@app.command("list", epilog="Example: drumbeat cadence list --json")
def list_cadences(as_json: AsJson = False) -> None:
    """Published cadences, the newest version of a name first, and what else is shipped."""
    rows = asyncio.run(_published())
    if as_json:
        print_json(rows)
        return
    cells = [(row.name, row.version, str(row.steps), row.description) for row in rows]
    print_table(("cadence", "version", "steps", "description"), cells, "no cadence is published")
    names = {row.name for row in rows}
    if others := [name for name in shipped_cadences() if name not in names]:
        print_line(f"shipped, not published yet: {', '.join(others)}")


@app.command(epilog="Example: drumbeat cadence show outbound-eight-touch")
def show(
    name: Annotated[str, typer.Argument(help="Name or version of a cadence.")],
    as_json: AsJson = False,
) -> None:
    """One cadence: its steps, windows and rules."""
    cadence = asyncio.run(_cadence(name))
    if as_json:
        print_json({"version": cadence.version, **cadence.model_dump(mode="json")})
        return
    rules = cadence.rules
    print_line(f"{cadence.name}  version {cadence.version}  {cadence.description}")
    days = f"{rules.counting} days {', '.join(rules.days)}"
    print_line(f"{days}; zone, where none is known: {rules.timezone}")
    rows = [
        (step.id, str(step.day), step.channel, str(cadence.window_of(step)), _first_words(step))
        for step in cadence.steps
    ]
    print_table(("step", "day", "channel", "window", "begins"), rows, "")


def _first_words(step: object) -> str:
    """What the touch begins with, on one line."""
    words = next(
        found for key in ("subject", "script", "message") if (found := getattr(step, key, None))
    )
    return shorten(str(words), 60, placeholder=" …")


async def _published() -> tuple[CadenceRow, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.cadences()


async def _cadence(name: str) -> Cadence:
    """The published cadence, else the shipped one."""
    async with opened_ledger(load_settings()) as ledger:
        return await published_or_shipped(ledger, name)


async def published_or_shipped(ledger: SqlLedger, name: str) -> Cadence:
    """Raises `UnknownCadence` where the name is neither published nor shipped."""
    try:
        return await ledger.cadence(name)
    except UnknownCadence:
        if name in shipped_cadences():
            return read_cadence(name)
        published = sorted({row.name for row in await ledger.cadences()})
        known = ", ".join([*published, *shipped_cadences()]) or "none"
        raise UnknownCadence(
            f"there is no cadence {name!r}; known: {known}; publish yours with "
            "`drumbeat cadence publish FILE`"
        ) from None

"""`drumbeat cadence`: definitions, published and shipped."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from textwrap import shorten
from typing import Annotated

import typer

from config.settings import load_settings
from domain.cadence import AnyStep, Cadence, CadenceFile, templates_in
from domain.pausing import CadencePause
from ledger.records import CadenceRow
from starter.commands.lint import lint_cadences
from starter.commands.pausing import pause_cadence, resume_cadence, said_of
from starter.commands.schema import schema
from starter.files.library import read_cadence_file, shipped_cadences
from starter.files.publishing import publish_all, published_or_shipped
from starter.output import AsJson, print_json, print_line, print_table
from starter.session import host_clock, opened_ledger

app = typer.Typer(help="Cadence definitions.", no_args_is_help=True)
app.command("lint")(lint_cadences)
app.command()(schema)
app.command(
    "pause", epilog="Example: drumbeat cadence pause my-cadence --by ana --because 'wrong price'"
)(pause_cadence)
app.command("resume", epilog="Example: drumbeat cadence resume my-cadence --by ana")(resume_cadence)


@app.command(epilog="Example: drumbeat cadence publish my.yaml outbound-eight-touch")
def publish(
    file_or_name: Annotated[
        list[str], typer.Argument(help="Cadence files, or bare names from the shipped library.")
    ],
    as_json: AsJson = False,
) -> None:
    """Make cadences available for enrollment; every file is checked before any is published.

    What `drumbeat cadence lint` calls an error is refused here, too; warnings are not.
    """
    files = [read_cadence_file(each) for each in file_or_name]
    published = asyncio.run(_publish(files))
    if as_json:
        print_json(published)
        return
    for each in published:
        print_line(f"published {each['name']} as version {each['version']}")


async def _publish(files: list[CadenceFile]) -> list[dict[str, str]]:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        now = (await host_clock(ledger)).now()
        versions = await publish_all(ledger, files, now)
    return [{"name": name, "version": version} for name, version in versions.items()]


@app.command("list", epilog="Example: drumbeat cadence list --json")
def list_cadences(as_json: AsJson = False) -> None:
    """Published cadences, the newest version of a name first, and what else is shipped."""
    rows, paused = asyncio.run(_published())
    if as_json:
        print_json([{**asdict(row), "paused": paused.get(row.name)} for row in rows])
        return
    cells = [
        (row.name, row.version, str(row.steps), said_of(paused.get(row.name)), row.description)
        for row in rows
    ]
    columns = ("cadence", "version", "steps", "paused", "description")
    print_table(columns, cells, "no cadence is published")
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
        (
            step.id,
            str(step.day),
            step.channel,
            str(cadence.window_of(step, step.channel)),
            _first_words(step),
        )
        for step in cadence.steps
    ]
    print_table(("step", "day", "channel", "window", "begins"), rows, "")


def _first_words(step: AnyStep) -> str:
    """What the touch begins with, on one line."""
    _, words = next(templates_in(step, ()))
    return shorten(words, 60, placeholder=" …")


async def _published() -> tuple[tuple[CadenceRow, ...], Mapping[str, CadencePause]]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.cadences(), await ledger.paused_cadences()


async def _cadence(name: str) -> Cadence:
    """The published cadence, else the shipped one."""
    async with opened_ledger(load_settings()) as ledger:
        return await published_or_shipped(ledger, name)

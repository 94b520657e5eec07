"""`drumbeat upgrade`: whether an installation can go over to this release."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import typer

from config.release import this_release
from config.settings import load_settings
from starter.checks.replaying import Replayed, replay_open
from starter.output import AsJson, print_json, print_line
from starter.session import connected
from workflows.runs.asking import answers

app = typer.Typer(help="Going over to another release.", no_args_is_help=True)


@app.callback()
def upgrade() -> None:
    """Going over to another release."""


@app.command(epilog="Example: drumbeat upgrade check --json")
def check(as_json: AsJson = False) -> None:
    """Replay the history of every open enrollment by this release; exit 1 where one cannot go on.

    Run it with the new release before its workers start. It changes nothing.
    """
    found = asyncio.run(_replayed())
    if as_json:
        print_json({"release": str(this_release()), **asdict(found)})
    else:
        _print(found)
    if found.failures:
        raise typer.Exit(1)


async def _replayed() -> Replayed:
    client = await connected(load_settings())
    with answers():
        return await replay_open(client)


def _print(found: Replayed) -> None:
    for workflow_id, why in found.failures.items():
        print_line(f"{workflow_id}: {why}")
    verdict = f"{len(found.failures)} cannot go on" if found.failures else "all can go on"
    print_line(f"{found.histories} open enrollments with {this_release()}: {verdict}")

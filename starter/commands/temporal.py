"""`drumbeat temporal`: what an installation needs of its Temporal cluster."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Annotated

import typer

from config.settings import load_settings
from config.temporal import ensure_namespace, ensure_search_attributes
from domain.cadence.values import span_of
from starter.errors import BadInput
from starter.output import print_line
from starter.session import connected

app = typer.Typer(help="The Temporal cluster: its namespace.", no_args_is_help=True)

SHORTEST = timedelta(days=1)


@app.command("set-up", epilog="Example: drumbeat temporal set-up --retention 30d")
def set_up(
    retention: Annotated[
        str, typer.Option(metavar="SPAN", help="How long Temporal keeps runs that have ended.")
    ] = "30d",
) -> None:
    """Make the namespace with its search attributes, or bring it to what it should be.

    Safe to run again. The ledger keeps its facts for ever, whatever Temporal's retention.
    """
    print_line(asyncio.run(_set_up(_span(retention))))


def _span(text: str) -> timedelta:
    try:
        span = span_of(text)
    except ValueError as error:
        raise BadInput(f"--retention: {error}") from error
    if span < SHORTEST:
        raise BadInput(f"--retention: Temporal keeps runs for {SHORTEST.days} day or more")
    return span


async def _set_up(retention: timedelta) -> str:
    settings = load_settings()
    client = await connected(settings)
    is_new = await ensure_namespace(client, retention)
    await ensure_search_attributes(client)
    did = "made" if is_new else "brought up to date"
    return f"the namespace {client.namespace} is {did}; ended runs are kept {retention.days} days"

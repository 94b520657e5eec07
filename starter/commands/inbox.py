"""`drumbeat inbox`: what came in and fits nobody, for a person to look at."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from config.settings import load_settings
from ledger.records import UnmatchedRow
from starter.errors import BadInput
from starter.output import AsJson, moment, print_json, print_line, print_table
from starter.session import host_clock, opened_ledger

app = typer.Typer(help="What came in and fits nobody: list, discard.", no_args_is_help=True)


@app.command("list", epilog="Example: drumbeat inbox list --json")
def list_(as_json: AsJson = False) -> None:
    """List accepted events that match no enrollment, the oldest first."""
    rows = asyncio.run(_unmatched())
    if as_json:
        print_json(rows)
        return
    print_table(
        ("event", "came in", "fact", "address", "answers", "provider"),
        [
            (str(r.id), moment(r.received_at), r.fact, r.email or r.phone, r.message_id, r.provider)
            for r in rows
        ],
        "everything that came in has found its enrollment",
    )


@app.command(epilog="Example: drumbeat inbox discard 17")
def discard(event: Annotated[int, typer.Argument(help="Its number in `inbox list`.")]) -> None:
    """Say that a listed event means nothing; it is kept, and listed no more."""
    asyncio.run(_discard(event))
    print_line(f"event {event} is set aside")


async def _unmatched() -> tuple[UnmatchedRow, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.unmatched()


async def _discard(event: int) -> None:
    """Only what fits nobody: an event that has its enrollment stops it and is not ours to drop."""
    async with opened_ledger(load_settings()) as ledger:
        if event not in {row.id for row in await ledger.unmatched()}:
            raise BadInput(f"event {event} is not listed by `drumbeat inbox list`")
        await ledger.discard(event, (await host_clock(ledger)).now())

"""`drumbeat outcome`: what became of prospects in the CRM, from its export."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from config.settings import load_settings
from ledger.records import DealTaken
from starter.errors import BadInput
from starter.files.deals import read_deals
from starter.output import AsJson, notice, print_json, print_line
from starter.session import opened_ledger

BATCH = 200

app = typer.Typer(
    help="What became of prospects in the CRM: opportunities, won and lost.", no_args_is_help=True
)
SAID = {
    DealTaken.RECORDED: "recorded",
    DealTaken.KNOWN: "known already",
    DealTaken.UNMATCHED: "of nobody who was enrolled before",
}


@app.command("import", epilog="Example: drumbeat outcome import opportunities.csv")
def import_(
    csv: Annotated[
        Path,
        typer.Argument(help="Columns: opportunity, stage, at, and email or enrollment."),
    ],
    as_json: AsJson = False,
) -> None:
    """Record the opportunities of a CSV: each line is checked before any is taken.

    `opportunity` is the CRM's own id, `stage` one of opened, won and lost, `at` when. The same file
    again changes nothing; what is told of an opportunity stays with the enrollment that has it.
    """
    counts = asyncio.run(_import(csv))
    if as_json:
        print_json({taken.value: counts[taken] for taken in DealTaken})
        return
    print_line(", ".join(f"{counts[taken]} {words}" for taken, words in SAID.items()))


async def _import(csv: Path) -> Counter[DealTaken]:
    found = read_deals(csv)
    for fault in found.faults:
        notice(fault)
    if found.faults:
        raise BadInput("nothing was recorded; mend these lines and run it again")
    counts: Counter[DealTaken] = Counter()
    async with opened_ledger(load_settings()) as ledger:
        # Not all at once: on SQLite everybody else would wait for the end of it, and give up.
        for first in range(0, len(found.deals), BATCH):
            counts.update(await ledger.tell_deals(found.deals[first : first + BATCH]))
    return counts

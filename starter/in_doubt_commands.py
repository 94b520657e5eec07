"""`drumbeat mail in-doubt`: mails whose server never answered, and what they turn out to be."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from config.settings import load_settings
from ledger.records import DoubtRow, Evidence, Resolution
from starter.errors import Failed
from starter.output import AsJson, moment, notice, print_json, print_line, print_table
from starter.session import connected, host_clock, opened_ledger
from workflows.resolving import tell_resolution

app = typer.Typer(
    help="Mails that may or may not have gone out: list, show, resolve.", no_args_is_help=True
)

Enrollment = Annotated[str, typer.Argument(help="Enrollment id, as `in-doubt list` prints it.")]
Step = Annotated[str, typer.Argument(help="Step id, as `in-doubt list` prints it.")]


@app.command("list", epilog="Example: drumbeat mail in-doubt list --json")
def list_(as_json: AsJson = False) -> None:
    """Mails that nobody knows to have gone out, the oldest first; none is ever sent again."""
    rows = asyncio.run(_doubts())
    if as_json:
        print_json([_document(row) for row in rows])
        return
    print_table(
        ("enrollment", "step", "to", "since", "from", "message id", "evidence"),
        [
            (
                row.enrollment,
                row.step,
                row.recipient,
                moment(row.since),
                row.mailbox,
                row.message_id,
                "; ".join(map(_words, row.evidence)),
            )
            for row in rows
        ],
        "no mail is in doubt",
    )


@app.command(epilog="Example: drumbeat mail in-doubt show e-1a2b3c4d5e6f hello > hello.eml")
def show(enrollment: Enrollment, step: Step) -> None:
    """The mail itself, byte for byte as it may have gone out; a mail program can open it."""
    row = asyncio.run(_doubt(enrollment, step))
    sys.stdout.buffer.write(row.message)
    sys.stdout.buffer.flush()


@app.command(
    epilog="Example: drumbeat mail in-doubt resolve e-1a2b3c4d5e6f hello --arrived --by ana"
)
def resolve(
    enrollment: Enrollment,
    step: Step,
    arrived: Annotated[
        bool, typer.Option("--arrived/--lost", help="It is in Sent or was answered, or is nowhere.")
    ],
    by: Annotated[str, typer.Option(help="Who found that; kept in the history.")],
    as_json: AsJson = False,
) -> None:
    """Say what a mail in doubt turned out to be. It is said once and is not sent again either way.

    A mail that was lost is a touch that did not take place; the cadence goes on from where it is.
    """
    was_told = asyncio.run(_resolve(enrollment, step, arrived, by))
    outcome = "arrived" if arrived else "lost"
    if as_json:
        told = {"enrollment": enrollment, "step": step, "outcome": outcome, "by": by}
        print_json({**told, "workflow_told": was_told})
        return
    print_line(f"{step} of {enrollment}: {outcome}, says {by}")
    if not was_told:
        notice("its workflow could not be told; a worker's reconciling brings it in line")


async def _doubts() -> tuple[DoubtRow, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.doubts()


async def _doubt(enrollment: str, step: str) -> DoubtRow:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.doubt(enrollment, step)


async def _resolve(enrollment: str, step: str, has_arrived: bool, by: str) -> bool:
    """Whether the run, if there is one to tell, has been told."""
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        row = await ledger.doubt(enrollment, step)
        now = (await host_clock(ledger)).now()
        fact = await ledger.resolve(Resolution(enrollment, step, has_arrived, by, now))
    if not row.is_open:
        return True
    try:
        client = await connected(settings)
    except Failed:
        return False
    return await tell_resolution(client, row.workflow_id, enrollment, fact)


def _document(row: DoubtRow) -> dict[str, object]:
    left_out = {"message", "workflow_id", "is_open"}
    known = {key: value for key, value in asdict(row).items() if key not in left_out}
    return {**known, "mailbox": row.mailbox}


def _words(found: Evidence) -> str:
    return f"{found.source}: {found.finding} ({moment(found.at)})"

"""`drumbeat mail in-doubt`: mails whose server never answered, and what they turn out to be."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

from activities.transports.imap import readers_of
from config.mailboxes import load_mailboxes
from config.oauth import inboxes_of
from config.settings import Settings, load_settings
from domain.facts import Resolved
from domain.mail.doubts import Doubt, Evidence, Resolution, Ruling
from starter.errors import BadInput, Failed
from starter.output import AsJson, moment, notice, print_json, print_line, print_table
from starter.session import connected, host_clock, opened_ledger
from workflows.runs import resolving
from workflows.runs.searching import DoubtSearch, Searched

app = typer.Typer(
    help="Mails that may or may not have gone out: list, show, search, resolve, send-again.",
    no_args_is_help=True,
)

Enrollment = Annotated[str, typer.Argument(help="Enrollment id, as `in-doubt list` prints it.")]
Step = Annotated[str, typer.Argument(help="Step id, as `in-doubt list` prints it.")]


@app.command("list", epilog="Example: drumbeat mail in-doubt list --json")
def list_(as_json: AsJson = False) -> None:
    """Mails that nobody knows to have gone out, the oldest first."""
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
    """Say what a mail in doubt turned out to be. It is said once.

    A mail that was lost is a touch that did not take place; the cadence goes on from where it is.
    """
    _say(enrollment, step, Ruling.ARRIVED if arrived else Ruling.LOST, by, as_json=as_json)


@app.command(epilog="Example: drumbeat mail in-doubt send-again e-1a2b3c4d5e6f hello --by ana")
def send_again(
    enrollment: Enrollment,
    step: Step,
    by: Annotated[str, typer.Option(help="Who decides that; kept in the history.")],
    as_json: AsJson = False,
) -> None:
    """Have a mail in doubt sent once more, though it may have arrived.

    It is planned anew, within its hours and limits; what follows keeps its distance to it.
    """
    _say(enrollment, step, Ruling.SEND_AGAIN, by, as_json=as_json)


@app.command(epilog="Example: drumbeat mail in-doubt search")
def search(as_json: AsJson = False) -> None:
    """Look into the Sent folders of mailboxes with `imap`; what lies there has arrived.

    A worker does this every five minutes. That a mail is not there proves nothing.
    """
    searched = asyncio.run(_search())
    if as_json:
        print_json(searched)
    else:
        print_line(f"looked for {searched.looked_for} mails, found {searched.arrived} in Sent")
        for address, why in searched.unreachable.items():
            notice(f"{address}: {why}")
    if searched.unreachable:
        raise typer.Exit(1)


async def _doubts() -> tuple[Doubt, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.doubts()


async def _doubt(enrollment: str, step: str) -> Doubt:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.doubt(enrollment, step)


def _say(enrollment: str, step: str, ruling: Ruling, by: str, *, as_json: bool) -> None:
    was_told = asyncio.run(_resolve(enrollment, step, ruling, by))
    if as_json:
        told = {"enrollment": enrollment, "step": step, "outcome": ruling, "by": by}
        print_json({**told, "workflow_told": was_told})
        return
    print_line(f"{step} of {enrollment}: {ruling.replace('_', ' ')}, says {by}")
    if not was_told:
        notice("its workflow could not be told; a worker's reconciling brings it in line")


async def _resolve(enrollment: str, step: str, ruling: Ruling, by: str) -> bool:
    """Whether the run, if there is one to tell, has been told."""
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        now = (await host_clock(ledger)).now()
        found = Resolution(enrollment, step, ruling, by, now)
        return await resolving.resolve(ledger, found, partial(_tell, settings))


async def _tell(settings: Settings, doubt: Doubt, fact: Resolved) -> bool:
    try:
        client = await connected(settings)
    except Failed:
        return False
    return await resolving.tell_resolution(client, doubt.workflow_id, doubt.enrollment, fact)


async def _search() -> Searched:
    settings = load_settings()
    inboxes = inboxes_of(settings, load_mailboxes(settings))
    if not inboxes:
        raise BadInput("no mailbox can be searched; give one its `imap` in DRUMBEAT_MAILBOXES")
    async with opened_ledger(settings) as ledger:
        now = (await host_clock(ledger)).now
        mailboxes = readers_of(inboxes, ledger, now)
        return await DoubtSearch(ledger, mailboxes, partial(_tell, settings), now).search()


def _document(row: Doubt) -> dict[str, object]:
    left_out = {"message", "workflow_id", "is_open", "generation"}
    return {key: value for key, value in asdict(row).items() if key not in left_out}


def _words(found: Evidence) -> str:
    return f"{found.source}: {found.finding} ({moment(found.at)})"

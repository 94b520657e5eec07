"""`drumbeat enrollment pause`, `resume` and `finish`: some by their ids, or all that fit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from secrets import token_hex
from typing import Annotated

import typer

from config.settings import load_settings
from domain.enrollment import ENDED, State
from ledger.pages.enrollments import Wanted
from ledger.sql import SqlLedger
from starter.commands.changing import By, open_rows
from starter.errors import BadInput, Failed
from starter.instants import aware
from starter.output import print_line
from starter.progress import progress_bar
from starter.session import connected, opened_ledger
from workflows.runs.bulk import Answer, Change, Deed, Tally, change_all

Ids = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ENROLLMENT]…", help="Enrollment ids; or say below which."),
]
OfCadence = Annotated[str | None, typer.Option("--cadence", help="All of this cadence.")]
OfAccount = Annotated[str | None, typer.Option("--account", help="All of this account.")]
InState = Annotated[State | None, typer.Option("--state", help="All in this state.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; else it is only said how many.")]
Reason = Annotated[str, typer.Option(help="Why, in a word; shown wherever it stands.")]

DONE = {Deed.PAUSE: "paused", Deed.RESUME: "resumed", Deed.FINISH: "finished"}
SAID = {
    Answer.ALREADY: "stood so already",
    Answer.REFUSED: "refused by their runs, as they stood by then",
    Answer.NOT_RUNNING: "not running; `drumbeat ledger reconcile` starts what should run",
}


@dataclass(frozen=True)
class Which:
    """Those meant: by id, or all open ones that fit, and whether that is to be done or told."""

    ids: Sequence[str]
    wanted: Wanted
    yes: bool


def pause(  # noqa: PLR0913, PLR0917 -- each is an option of the command line
    enrollment: Ids = None,
    reason: Reason = "manual",
    until: Annotated[
        datetime | None, typer.Option(help="Resume by itself then (UTC where no offset is given).")
    ] = None,
    cadence: OfCadence = None,
    account: OfAccount = None,
    state: InState = None,
    yes: Yes = False,
    by: By = "cli",
) -> None:
    """Stand still until resumed; nothing is caught up in a heap afterwards."""
    change = Change(Deed.PAUSE, by, token_hex(8), reason, aware(until))
    asyncio.run(_do(which(enrollment, cadence, account, state, yes=yes), change))


def resume(
    enrollment: Ids = None,
    cadence: OfCadence = None,
    account: OfAccount = None,
    state: InState = None,
    yes: Yes = False,
    by: By = "cli",
) -> None:
    """Go on; the remaining steps keep their spacing."""
    chosen = which(enrollment, cadence, account, state, yes=yes)
    asyncio.run(_do(chosen, Change(Deed.RESUME, by, token_hex(8))))


def finish(  # noqa: PLR0913, PLR0917 -- each is an option of the command line
    enrollment: Ids = None,
    reason: Reason = "manual",
    cadence: OfCadence = None,
    account: OfAccount = None,
    state: InState = None,
    yes: Yes = False,
    by: By = "cli",
) -> None:
    """End by hand; no further touch starts."""
    chosen = which(enrollment, cadence, account, state, yes=yes)
    asyncio.run(_do(chosen, Change(Deed.FINISH, by, token_hex(8), reason)))


def which(
    ids: list[str] | None,
    cadence: str | None,
    account: str | None,
    state: State | None,
    *,
    yes: bool,
) -> Which:
    """Those meant. Raises `BadInput` where nothing or two things are said, and for an end."""
    is_filtered = any(each is not None for each in (cadence, account, state))
    if bool(ids) == is_filtered:
        raise BadInput("name enrollments by id, or say which by --cadence, --account, --state")
    if state in ENDED:
        raise BadInput(f"--state {state}: what has ended cannot be changed")
    return Which(ids or (), Wanted(cadence=cadence, state=state, account=account), yes)


async def _do(which: Which, change: Change) -> None:
    async with opened_ledger(load_settings()) as ledger:
        if which.ids:
            await _change_named(ledger, which.ids, change)
        elif which.yes:
            await _change_all(ledger, which.wanted, change)
        else:
            await _preview(ledger, which.wanted, change)


async def _change_named(ledger: SqlLedger, ids: Sequence[str], change: Change) -> None:
    rows = await open_rows(ledger, ids)
    client = await connected(load_settings())
    for row in rows:
        state = await change.ask(client, row.workflow_id)
        print_line(f"{row.enrollment} {row.prospect}: {state}")


async def _preview(ledger: SqlLedger, wanted: Wanted, change: Change) -> None:
    counts = await ledger.count_chosen(wanted)
    parts = ", ".join(f"{count} {state}" for state, count in counts.items())
    total = sum(counts.values())
    print_line(f"{total} would be {DONE[change.deed]}{f': {parts}' if parts else ''}")
    print_line("nothing was changed; --yes does it")


async def _change_all(ledger: SqlLedger, wanted: Wanted, change: Change) -> None:
    """Raises `Failed` where Temporal stops answering; what was done by then is said."""
    total = sum((await ledger.count_chosen(wanted)).values())
    client = await connected(load_settings())
    tally = Tally()
    with progress_bar() as bar:
        task = bar.add_task(change.deed.value, total=total)
        selection = partial(ledger.chosen, wanted)
        await change_all(client, selection, change, tally, partial(bar.advance, task))
    _say(tally, change)
    if tally.stopped:
        raise Failed(f"{tally.stopped}; the same command goes on with the rest")


def _say(tally: Tally, change: Change) -> None:
    said = {Answer.DONE: DONE[change.deed], **SAID}
    for answer in Answer:
        if count := tally.answers[answer]:
            print_line(f"{count} {said[answer]}")
    if not tally.looked_at:
        print_line("no open enrollment fits")

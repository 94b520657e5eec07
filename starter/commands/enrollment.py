"""`drumbeat enrollment`: who is where and why, and the changes a person makes by hand."""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated

import typer

from config.settings import load_settings
from domain.by_hand import unfit_words
from domain.enrollment import State
from domain.facts import NoteAdded
from ledger.records import EnrollmentRow, FactRow, TouchRow
from starter.commands.changing import By, Ids, change_each
from starter.commands.correct_reply import correct_reply
from starter.commands.enrollment_views import (
    COLUMNS,
    cells_of,
    print_whole,
    summary_of,
    whole_of,
)
from starter.commands.many import finish, pause, resume
from starter.errors import BadInput
from starter.output import AsJson, print_json, print_line, print_table
from starter.session import host_clock, opened_ledger
from workflows.contract import JumpTo, SkipStep
from workflows.enrollment import EnrollmentWorkflow

app = typer.Typer(
    help="Enrollments: see, explain, pause, resume, skip, jump, finish, correct a reply.",
    no_args_is_help=True,
)


@app.command(
    "list", epilog="Example: drumbeat enrollment list --state active --cadence outbound-eight-touch"
)
def list_enrollments(
    state: Annotated[State | None, typer.Option(help="Only those in this state.")] = None,
    cadence: Annotated[str | None, typer.Option(help="Only those of this cadence.")] = None,
    as_json: AsJson = False,
) -> None:
    """Who is enrolled, where they stand and what comes next."""
    rows = asyncio.run(_rows(state, cadence))
    if as_json:
        print_json([summary_of(row) for row in rows])
        return
    print_table(
        COLUMNS, map(cells_of, rows), "no enrollments; `drumbeat enroll CSV --cadence NAME`"
    )


@app.command(epilog="Example: drumbeat enrollment show e-1a2b3c4d5e6f")
def show(
    enrollment: Annotated[str, typer.Argument(help="Enrollment id.")], as_json: AsJson = False
) -> None:
    """One enrollment: every touch with its instant and why, and every fact."""
    found = asyncio.run(_one(enrollment))
    if as_json:
        print_json(whole_of(*found))
        return
    print_whole(*found)


app.command(epilog="Example: drumbeat enrollment pause --account Northwind --reason holiday --yes")(
    pause
)
app.command(epilog="Example: drumbeat enrollment resume --account Northwind --yes")(resume)
app.command(epilog="Example: drumbeat enrollment finish e-1a2b3c4d5e6f --reason moved-on")(finish)


@app.command(epilog="Example: drumbeat enrollment skip e-1a2b3c4d5e6f --step day-3-call --by ana")
def skip(
    enrollment: Ids,
    step: Annotated[str, typer.Option(help="The step that is left out.")],
    by: By = "cli",
) -> None:
    """Leave a step out, also while its task is open; what follows goes on."""

    def request(row: EnrollmentRow) -> SkipStep:
        return SkipStep(step, by, secrets.token_hex(8), enrollment_id=row.enrollment)

    asyncio.run(change_each(enrollment, EnrollmentWorkflow.skip_step, request))


@app.command(epilog="Example: drumbeat enrollment jump e-1a2b3c4d5e6f --to day-9-email --by ana")
def jump(
    enrollment: Ids,
    to: Annotated[str, typer.Option(help="The step to go ahead to.")],
    by: By = "cli",
) -> None:
    """Go ahead to a step; what has not begun before it is left out.

    It comes as long after the last touch as it stands after the step before it in the cadence.
    """

    def request(row: EnrollmentRow) -> JumpTo:
        return JumpTo(to, by, secrets.token_hex(8), enrollment_id=row.enrollment)

    asyncio.run(change_each(enrollment, EnrollmentWorkflow.jump_to, request))


@app.command(epilog="Example: drumbeat enrollment note e-1a2b3c4d5e6f 'asks for Ada' --by ana")
def note(
    enrollment: Annotated[str, typer.Argument(help="Enrollment id.")],
    words: Annotated[str, typer.Argument(help="What others should know.")],
    by: By = "cli",
) -> None:
    """Write something down; it stays with the enrollment and changes nothing."""
    if unfit := unfit_words(by, words):
        raise BadInput(unfit)
    asyncio.run(_note(enrollment, words.strip(), by))
    print_line(f"{enrollment}: noted")


app.command(
    "correct-reply",
    epilog="Example: drumbeat enrollment correct-reply e-1a2b3c4d5e6f out_of_office --by ana",
)(correct_reply)


async def _rows(state: State | None, cadence: str | None) -> tuple[EnrollmentRow, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.enrollments(state, cadence)


async def _one(
    enrollment_id: str,
) -> tuple[EnrollmentRow, tuple[TouchRow, ...], tuple[FactRow, ...]]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.enrollment(enrollment_id)


async def _note(enrollment_id: str, words: str, by: str) -> None:
    async with opened_ledger(load_settings()) as ledger:
        at = (await host_clock(ledger)).now()
        fact = NoteAdded(at=at, note=words, by=by, request_id=secrets.token_hex(8))
        await ledger.append(enrollment_id, [fact])

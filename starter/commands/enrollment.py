"""`drumbeat enrollment`: who is where and why, and the changes a person makes by hand."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer
from temporalio.workflow import UpdateMethodMultiParam

from config.settings import load_settings
from domain.by_hand import unfit_words
from domain.enrollment import ENDED, State
from domain.facts import NoteAdded
from ledger.records import EnrollmentRow, FactRow, TouchRow
from ledger.sql import SqlLedger
from starter.commands.correct_reply import correct_reply
from starter.commands.enrollment_views import (
    COLUMNS,
    cells_of,
    print_whole,
    standing_of,
    summary_of,
    whole_of,
)
from starter.errors import BadInput
from starter.instants import aware
from starter.output import AsJson, print_json, print_line, print_table
from starter.session import connected, host_clock, opened_ledger
from workflows.asking import Request, ask
from workflows.contract import FinishRequest, JumpTo, PauseRequest, ResumeRequest, SkipStep
from workflows.enrollment import EnrollmentWorkflow

app = typer.Typer(
    help="Enrollments: see, explain, pause, resume, skip, jump, finish, correct a reply.",
    no_args_is_help=True,
)

Ids = Annotated[list[str], typer.Argument(metavar="ENROLLMENT…", help="Enrollment ids.")]
By = Annotated[str, typer.Option(help="Who does it; kept in the history.")]


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


@app.command(epilog="Example: drumbeat enrollment pause e-1a2b3c4d5e6f --reason holiday")
def pause(
    enrollment: Ids,
    reason: Annotated[
        str, typer.Option(help="Why, in a word; shown wherever it stands.")
    ] = "manual",
    until: Annotated[
        datetime | None, typer.Option(help="Resume by itself then (UTC where no offset is given).")
    ] = None,
    by: By = "cli",
) -> None:
    """Stand still until resumed; nothing is caught up in a heap afterwards."""

    def request(row: EnrollmentRow) -> PauseRequest:
        return PauseRequest(reason, by, secrets.token_hex(8), aware(until))

    asyncio.run(_change_each(enrollment, EnrollmentWorkflow.pause, request))


@app.command(epilog="Example: drumbeat enrollment resume e-1a2b3c4d5e6f")
def resume(enrollment: Ids, by: By = "cli") -> None:
    """Go on; the remaining steps keep their spacing."""

    def request(row: EnrollmentRow) -> ResumeRequest:
        return ResumeRequest(by, secrets.token_hex(8))

    asyncio.run(_change_each(enrollment, EnrollmentWorkflow.resume, request))


@app.command(epilog="Example: drumbeat enrollment finish e-1a2b3c4d5e6f --reason moved-on")
def finish(
    enrollment: Ids,
    reason: Annotated[
        str, typer.Option(help="Why, in a word; shown wherever it stands.")
    ] = "manual",
    by: By = "cli",
) -> None:
    """End by hand; no further touch starts."""

    def request(row: EnrollmentRow) -> FinishRequest:
        return FinishRequest(reason, by, secrets.token_hex(8))

    asyncio.run(_change_each(enrollment, EnrollmentWorkflow.finish, request))


@app.command(epilog="Example: drumbeat enrollment skip e-1a2b3c4d5e6f --step day-3-call --by ana")
def skip(
    enrollment: Ids,
    step: Annotated[str, typer.Option(help="The step that is left out.")],
    by: By = "cli",
) -> None:
    """Leave a step out, also while its task is open; what follows goes on."""

    def request(row: EnrollmentRow) -> SkipStep:
        return SkipStep(step, by, secrets.token_hex(8), enrollment_id=row.enrollment)

    asyncio.run(_change_each(enrollment, EnrollmentWorkflow.skip_step, request))


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

    asyncio.run(_change_each(enrollment, EnrollmentWorkflow.jump_to, request))


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


async def _change_each(
    ids: list[str],
    update: UpdateMethodMultiParam[[EnrollmentWorkflow, Request], str],
    request: Callable[[EnrollmentRow], Request],
) -> None:
    """The same change for each; all are looked up first, so that a typing error changes nothing."""
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        rows = [await _open_row(ledger, each) for each in ids]
    client = await connected(settings)
    for row in rows:
        state = await ask(client, row.workflow_id, update, request(row))
        print_line(f"{row.enrollment} {row.prospect}: {state}")


async def _open_row(ledger: SqlLedger, enrollment_id: str) -> EnrollmentRow:
    """A run may by now belong to a later enrollment of the prospect: an ended one is refused."""
    row, _, _ = await ledger.enrollment(enrollment_id)
    if row.state in ENDED:
        raise BadInput(f"enrollment {enrollment_id} has ended: {standing_of(row)}")
    return row

"""Changes that people make by hand to enrollments they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

import typer
from temporalio.workflow import UpdateMethodMultiParam

from config.settings import load_settings
from domain.enrollment import ENDED
from ledger.records import EnrollmentRow
from ledger.sql import SqlLedger
from starter.commands.enrollment_views import standing_of
from starter.errors import BadInput
from starter.output import print_line
from starter.session import connected, opened_ledger
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.asking import Request, ask

Ids = Annotated[list[str], typer.Argument(metavar="ENROLLMENT…", help="Enrollment ids.")]
By = Annotated[str, typer.Option(help="Who does it; kept in the history.")]


async def change_each(
    ids: list[str],
    update: UpdateMethodMultiParam[[EnrollmentWorkflow, Request], str],
    request: Callable[[EnrollmentRow], Request],
) -> None:
    """The same change for each, in the order given."""
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        rows = await open_rows(ledger, ids)
    client = await connected(settings)
    for row in rows:
        state = await ask(client, row.workflow_id, update, request(row))
        print_line(f"{row.enrollment} {row.prospect}: {state}")


async def open_rows(ledger: SqlLedger, ids: Sequence[str]) -> list[EnrollmentRow]:
    """All of them, looked up first: a typing error changes nothing. Raises `BadInput`."""
    return [await _open_row(ledger, each) for each in ids]


async def _open_row(ledger: SqlLedger, enrollment_id: str) -> EnrollmentRow:
    """A run may by now belong to a later enrollment of the prospect: an ended one is refused."""
    row, _, _ = await ledger.enrollment(enrollment_id)
    if row.state in ENDED:
        raise BadInput(f"enrollment {enrollment_id} has ended: {standing_of(row)}")
    return row

"""`drumbeat enrollment correct-reply`: a person says what a reply means, and it is decided anew."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime
from typing import Annotated

import typer
from temporalio.client import Client

from config.settings import Settings, load_settings
from domain.correcting import CannotCorrect
from domain.enrollment import ENDED
from domain.facts import ReplyReceived
from ledger.records import EnrollmentRow, FactRow
from ledger.sql import SqlLedger
from starter.commands.enrollment_views import standing_of
from starter.errors import BadInput
from starter.instants import aware
from starter.output import print_line
from starter.session import connected, host_clock, opened_ledger
from workflows.contract import CorrectReply
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs import asking
from workflows.runs.reconciling import input_of
from workflows.runs.starting import start_enrollment

STILL_LISTED = (
    "whoever the reply had put on the list of suppressions stays there until "
    "`drumbeat suppression remove`"
)


def correct_reply(
    enrollment: Annotated[str, typer.Argument(help="Enrollment id.")],
    reply_class: Annotated[str, typer.Argument(metavar="CLASS", help="What the reply is.")],
    by: Annotated[str, typer.Option(help="Who says so; kept in the history.")],
    until: Annotated[
        datetime | None,
        typer.Option(help="Of out_of_office: back then (UTC where no offset is given)."),
    ] = None,
    reply: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="Which reply; without it, the last.")
    ] = None,
) -> None:
    """Say of which class a reply is; what it had brought about is decided anew.

    An end that the reply had brought is taken back, where nothing stands against that.
    """
    asyncio.run(_correct(enrollment, reply_class, by, aware(until), reply))


async def _correct(
    enrollment_id: str, reply_class: str, by: str, until: datetime | None, source: str | None
) -> None:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        row, _, facts = await ledger.enrollment(enrollment_id)
        reply = _the_reply(enrollment_id, facts, source)
        request = CorrectReply(reply.source_id, reply_class, by, secrets.token_hex(8), until)
        if row.state not in ENDED:
            said = await _by_its_run(settings, row, request)
        else:
            said = await _by_the_ledger(settings, ledger, enrollment_id, request)
    print_line(f"{row.enrollment} {row.prospect}: {said}")
    if reply.reply_class == "unsubscribe":
        print_line(STILL_LISTED)


def _the_reply(enrollment_id: str, facts: tuple[FactRow, ...], source: str | None) -> ReplyReceived:
    """The reply of this source, else the last. Raises `BadInput`."""
    replies = [row.fact for row in facts if isinstance(row.fact, ReplyReceived)]
    named = [reply for reply in replies if source in (None, reply.source_id)]
    if named:
        return named[-1]
    known = ", ".join(reply.source_id for reply in replies) or "none"
    raise BadInput(f"enrollment {enrollment_id} has no such reply; its replies: {known}")


async def _by_its_run(settings: Settings, row: EnrollmentRow, request: CorrectReply) -> str:
    return await asking.ask(
        await connected(settings), row.workflow_id, EnrollmentWorkflow.correct_reply, request
    )


async def _by_the_ledger(
    settings: Settings, ledger: SqlLedger, enrollment_id: str, request: CorrectReply
) -> str:
    """Its run is closed. Where it is open again, start one; the reconciler does where we cannot."""
    client = await connected(settings)
    clock = await host_clock(ledger)
    try:
        await ledger.correct_reply(enrollment_id, request.fact(clock.now()))
    except CannotCorrect as error:
        raise BadInput(f"enrollment {enrollment_id}: {error}") from error
    await _start_if_open(client, ledger, enrollment_id, settings.task_queue)
    row, _, _ = await ledger.enrollment(enrollment_id)
    return standing_of(row)


async def _start_if_open(
    client: Client, ledger: SqlLedger, enrollment_id: str, task_queue: str
) -> None:
    ticket = await ledger.ticket(enrollment_id)
    if ticket.state.is_ended:
        return
    given = input_of(ticket, (await host_clock(ledger)).clock)
    with asking.answers():
        await start_enrollment(client, given, ticket.workflow_id, task_queue)

"""`drumbeat task`: rep work without the browser."""

from __future__ import annotations

import asyncio
import re
import secrets
from difflib import get_close_matches
from typing import Annotated

import typer

from config.settings import load_settings
from domain.by_hand import CALL_BACK, unfit_words
from domain.cadence import DISPOSITIONS, VARIABLE
from domain.facts import TaskAssigned
from domain.rep_work.tasks import TAKE_FOR
from ledger.records import TaskRow
from ledger.records.rep_work import Take, TaskCard
from starter.commands.absence import absence
from starter.commands.task_calls import call, drop
from starter.commands.task_requests import Told, asked, due_then
from starter.commands.task_views import print_card, print_tasks, summary_of, whole_of
from starter.errors import BadInput
from starter.instants import span, wall_time
from starter.output import AsJson, moment, print_json, print_line
from starter.session import host_clock, opened_ledger
from workflows.contract import CompleteTask, PostponeTask, SkipStep
from workflows.enrollment import EnrollmentWorkflow

app = typer.Typer(
    help="Rep work: calls, LinkedIn and whatever else waits for a person.", no_args_is_help=True
)
app.command(epilog="Example: drumbeat task call e-1a2b.ring --by ana")(call)
app.command(epilog="Example: drumbeat task drop e-1a2b.ring --by ana")(drop)
app.command(
    epilog="Example: drumbeat task absence ana --from 2026-12-01 --to 2026-12-04 "
    "--stand-in bo --by lee"
)(absence)

Task = Annotated[str, typer.Argument(help="Task id, as `task list` prints it.")]
By = Annotated[str, typer.Option(help="Who does it; kept in the history.")]


@app.command("list", epilog="Example: drumbeat task list --owner ana --overdue --json")
def list_tasks(
    owner: Annotated[str | None, typer.Option(help="Only those of this rep.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only those of this channel.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those past their time.")] = False,
    as_json: AsJson = False,
) -> None:
    """Open tasks, the oldest first."""
    rows = asyncio.run(_open_tasks(owner, channel, overdue=overdue))
    if as_json:
        print_json([summary_of(row) for row in rows])
        return
    print_tasks(rows)


@app.command(epilog="Example: drumbeat task show e-1a2b.ring")
def show(task: Task, as_json: AsJson = False) -> None:
    """One open task with all that it takes to do it: why now, script, who, what was before."""
    card = asyncio.run(_card(task))
    if as_json:
        print_json(whole_of(card))
        return
    print_card(card)


@app.command(epilog="Example: drumbeat task take e-1a2b.ring --by ana")
def take(task: Task, by: By, as_json: AsJson = False) -> None:
    """Say that you are about to do it, so that nobody else does; for a few minutes, or again."""
    taken = asyncio.run(_take(task, by))
    if as_json:
        print_json(taken)
        return
    print_line(f"{task} is yours until {moment(taken.until)}")


@app.command(epilog="Example: drumbeat task complete e-1a2b.ring --disposition connected --by ana")
def complete(
    task: Task,
    disposition: Annotated[str, typer.Option(help=f"How it went: {', '.join(DISPOSITIONS)}.")],
    by: By,
    note: Annotated[str | None, typer.Option(help="What others should know.")] = None,
    call_back: Annotated[
        str | None,
        typer.Option(help="When to call back, by the prospect's clock: '2026-12-01 15:00'."),
    ] = None,
    fill: Annotated[
        list[str] | None,
        typer.Option(help="What was found out, for later templates: trigger='a new warehouse'."),
    ] = None,
) -> None:
    """Say that the touch is done and how it went; the enrollment moves on.

    With --call-back the task stays open and is due then.
    """
    _refuse_unknown(disposition)
    found = dict(_filled(each) for each in fill or ())
    at = wall_time(call_back, "--call-back") if call_back else None
    if at is not None and disposition != CALL_BACK:
        raise BadInput(f"--call-back goes with --disposition {CALL_BACK} alone")

    async def request(row: TaskRow) -> CompleteTask:
        due_at = await due_then(row, at) if at else None
        names = (row.step, disposition, by, secrets.token_hex(8))
        return CompleteTask(*names, call_back_at=due_at, enrollment_id=row.enrollment)

    told = Told(found, note, by)
    state = asyncio.run(asked(task, EnrollmentWorkflow.complete_task, request, told))
    done = f"put off ({disposition})" if at else f"done ({disposition})"
    print_line(f"{task} is {done}; the enrollment is {state}")


@app.command(epilog="Example: drumbeat task snooze e-1a2b.ring --for 2h --by ana")
def snooze(
    task: Task,
    by: By,
    for_: Annotated[str | None, typer.Option("--for", help="How long: 30m, 2h, 3d.")] = None,
    until: Annotated[
        str | None, typer.Option(help="Until when, by the prospect's clock: '2026-12-01 09:00'.")
    ] = None,
) -> None:
    """Do it later. Its escalation and its end move on as far; what waits for it goes on waiting."""
    if (for_ is None) == (until is None):
        raise BadInput("say for how long or until when: --for 2h, or --until '2026-12-01 09:00'")
    later = span(for_, "--for") if for_ else wall_time(until or "", "--until")

    async def request(row: TaskRow) -> PostponeTask:
        due_at = await due_then(row, later)
        names = (row.step, due_at, "snoozed", by, secrets.token_hex(8))
        return PostponeTask(*names, enrollment_id=row.enrollment)

    state = asyncio.run(asked(task, EnrollmentWorkflow.postpone_task, request))
    print_line(f"{task} is put off; the enrollment is {state}")


@app.command(epilog="Example: drumbeat task skip e-1a2b.ring --by ana")
def skip(task: Task, by: By) -> None:
    """Give the task up; the enrollment goes on without this touch."""

    async def request(row: TaskRow) -> SkipStep:
        return SkipStep(row.step, by, secrets.token_hex(8), enrollment_id=row.enrollment)

    state = asyncio.run(asked(task, EnrollmentWorkflow.skip_step, request))
    print_line(f"{task} is skipped; the enrollment is {state}")


@app.command(epilog="Example: drumbeat task assign e-1a2b.ring bo --by lee")
def assign(
    task: Task,
    owner: Annotated[str, typer.Argument(help="The rep whose it is from now on.")],
    by: By,
) -> None:
    """Hand the task to a rep."""
    asyncio.run(_assign(task, owner, by))
    print_line(f"{task} is {owner}'s")


async def _open_tasks(
    owner: str | None, channel: str | None, *, overdue: bool
) -> tuple[TaskRow, ...]:
    async with opened_ledger(load_settings()) as ledger:
        now = (await host_clock(ledger)).now()
        rows = await ledger.tasks(owner)
    of_channel = [row for row in rows if channel in (None, row.channel)]
    return tuple(
        row for row in of_channel if not overdue or (row.due_at is not None and row.due_at < now)
    )


async def _card(task_id: str) -> TaskCard:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.card(task_id, (await host_clock(ledger)).now())


async def _take(task_id: str, by: str) -> Take:
    _refuse_unfit(by)
    async with opened_ledger(load_settings()) as ledger:
        clock = await host_clock(ledger)
        now = clock.now()
        return await ledger.take(task_id, Take(by, now + TAKE_FOR * clock.clock.speed), now)


async def _assign(task_id: str, owner: str, by: str) -> None:
    _refuse_unfit(by)
    _refuse_unfit(owner)
    async with opened_ledger(load_settings()) as ledger:
        fact = TaskAssigned(
            at=(await host_clock(ledger)).now(),
            step=(await ledger.task(task_id)).step,
            owner=owner,
            by=by,
            request_id=secrets.token_hex(8),
        )
        await ledger.assign(task_id, fact)


def _refuse_unknown(disposition: str) -> None:
    if disposition not in DISPOSITIONS:
        near = get_close_matches(disposition, DISPOSITIONS, n=1)
        right = f"did you mean {near[0]}?" if near else f"use one of {', '.join(DISPOSITIONS)}"
        raise BadInput(f"{disposition!r} is no disposition; {right}")


def _refuse_unfit(name: str) -> None:
    if unfit := unfit_words(name):
        raise BadInput(unfit)


def _filled(text: str) -> tuple[str, str]:
    """A variable and its value."""
    name, equals, value = text.partition("=")
    if not equals or not re.fullmatch(VARIABLE, name) or not value.strip():
        raise BadInput(f"--fill {text!r} is no variable; write it as trigger='a new warehouse'")
    return name, value.strip()

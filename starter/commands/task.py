"""`drumbeat task`: rep work without the browser."""

from __future__ import annotations

import asyncio
import re
from dataclasses import asdict
from difflib import get_close_matches
from typing import Annotated

import typer

from config.settings import load_settings
from domain.cadence import DISPOSITIONS, VARIABLE
from ledger.records import TaskRow
from starter.errors import BadInput
from starter.output import AsJson, moment, print_json, print_line, print_table
from starter.session import connected, opened_ledger
from workflows import asking
from workflows.contract import CompleteTask

app = typer.Typer(
    help="Rep work: calls, LinkedIn and whatever else waits for a person.", no_args_is_help=True
)


@app.command("list", epilog="Example: drumbeat task list --json")
def list_tasks(as_json: AsJson = False) -> None:
    """Open tasks, the oldest first."""
    rows = asyncio.run(_open_tasks())
    if as_json:
        print_json([_summary(row) for row in rows])
        return
    cells = [
        (row.task, row.kind, row.prospect, moment(row.due_at), moment(row.until), row.detail)
        for row in rows
    ]
    print_table(("task", "kind", "prospect", "due", "until", "detail"), cells, "no open tasks")


@app.command(epilog="Example: drumbeat task show e-1a2b.ring")
def show(
    task: Annotated[str, typer.Argument(help="Task id, as `task list` prints it.")],
    as_json: AsJson = False,
) -> None:
    """One open task with all that it takes to do it: script, talking points, links."""
    row = asyncio.run(_task(task))
    if as_json:
        print_json(_summary(row))
        return
    print_line(f"{row.kind} for {row.prospect}, due {moment(row.due_at)}")
    if row.detail:
        print_line(row.detail)
    if row.brief:
        print_line(f"\n{row.brief}")


@app.command(epilog="Example: drumbeat task complete e-1a2b.ring --disposition connected --by ana")
def complete(
    task: Annotated[str, typer.Argument(help="Task id, as `task list` prints it.")],
    disposition: Annotated[
        str,
        typer.Option(help=f"How it went: {', '.join(DISPOSITIONS)}."),
    ],
    by: Annotated[str, typer.Option(help="Who did it.")],
    fill: Annotated[
        list[str] | None,
        typer.Option(help="What was found out, for later templates: trigger='a new warehouse'."),
    ] = None,
) -> None:
    """Say that the touch is done and how it went; the enrollment moves on."""
    if disposition not in DISPOSITIONS:
        near = get_close_matches(disposition, DISPOSITIONS, n=1)
        right = f"did you mean {near[0]}?" if near else f"use one of {', '.join(DISPOSITIONS)}"
        raise BadInput(f"{disposition!r} is no disposition; {right}")
    found = dict(_filled(each) for each in fill or ())
    state = asyncio.run(_complete(task, disposition, by, found))
    print_line(f"{task} is done ({disposition}); the enrollment is {state}")


async def _open_tasks() -> tuple[TaskRow, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.tasks()


def _filled(text: str) -> tuple[str, str]:
    """A variable and its value."""
    name, equals, value = text.partition("=")
    if not equals or not re.fullmatch(VARIABLE, name) or not value.strip():
        raise BadInput(f"--fill {text!r} is no variable; write it as trigger='a new warehouse'")
    return name, value.strip()


async def _task(task_id: str) -> TaskRow:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.task(task_id)


async def _complete(task_id: str, disposition: str, by: str, found: dict[str, str]) -> str:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        task = await ledger.task(task_id)
        if found:
            await ledger.fill(task.enrollment, found)
    client = await connected(settings)
    done = CompleteTask(task.step, disposition, by)
    return await asking.complete_task(client, task.workflow_id, done)


def _summary(row: TaskRow) -> dict[str, object]:
    return {key: value for key, value in asdict(row).items() if key != "workflow_id"}

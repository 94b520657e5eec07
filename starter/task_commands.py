"""`drumbeat task`: rep work without the browser."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from config.settings import load_settings
from ledger.records import TaskRow
from starter.output import AsJson, moment, print_json, print_line, print_table
from starter.session import ANSWER_LIMIT, connected, opened_ledger, temporal_answers
from workflows.contract import CompleteTask
from workflows.enrollment import EnrollmentWorkflow

app = typer.Typer(
    help="Rep work: calls and LinkedIn touches that wait for a person.", no_args_is_help=True
)


@app.command("list", epilog="Example: drumbeat task list --json")
def list_tasks(as_json: AsJson = False) -> None:
    """Open tasks, the oldest first."""
    rows = asyncio.run(_open_tasks())
    if as_json:
        print_json([_summary(row) for row in rows])
        return
    cells = [
        (row.task, row.kind, row.prospect, moment(row.opened_at), moment(row.until), row.detail)
        for row in rows
    ]
    print_table(("task", "kind", "prospect", "opened", "until", "detail"), cells, "no open tasks")


@app.command(epilog="Example: drumbeat task complete e-1a2b.ring --disposition connected --by ana")
def complete(
    task: Annotated[str, typer.Argument(help="Task id, as `task list` prints it.")],
    disposition: Annotated[
        str,
        typer.Option(help="How it went: connected, left_voicemail, no_answer, not_interested …"),
    ],
    by: Annotated[str, typer.Option(help="Who did it.")],
) -> None:
    """Say that the touch is done and how it went; the enrollment moves on."""
    state = asyncio.run(_complete(task, disposition, by))
    print_line(f"{task} is done ({disposition}); the enrollment is {state}")


async def _open_tasks() -> tuple[TaskRow, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.tasks()


async def _complete(task_id: str, disposition: str, by: str) -> str:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        task = await ledger.task(task_id)
    client = await connected(settings)
    run = client.get_workflow_handle_for(EnrollmentWorkflow.run, task.workflow_id)
    with temporal_answers():
        return await run.execute_update(
            EnrollmentWorkflow.complete_task,
            CompleteTask(task.step, disposition, by),
            rpc_timeout=ANSWER_LIMIT,
        )


def _summary(row: TaskRow) -> dict[str, object]:
    return {key: value for key, value in asdict(row).items() if key != "workflow_id"}

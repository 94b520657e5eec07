"""Sends what a rep wants of a task to its run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from temporalio.workflow import UpdateMethodMultiParam

from config.settings import load_settings
from domain.tasks import where_they_live
from ledger.records import TaskRow
from starter.session import connected, host_clock, opened_ledger
from workflows.asking import Request, ask
from workflows.enrollment import EnrollmentWorkflow


async def asked(
    task_id: str,
    update: UpdateMethodMultiParam[[EnrollmentWorkflow, Request], str],
    request: Callable[[TaskRow], Awaitable[Request]],
    found: Mapping[str, str] | None = None,
) -> str:
    """The state of the enrollment once its run has obeyed; `found` joins the variables before."""
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        task = await ledger.task(task_id)
        if found:
            await ledger.fill(task.enrollment, found)
    wanted = await request(task)
    client = await connected(settings)
    return await ask(client, task.workflow_id, update, wanted)


async def due_then(task: TaskRow, later: datetime | timedelta) -> datetime:
    """So much later than now, or when the prospect's clock shows that."""
    async with opened_ledger(load_settings()) as ledger:
        if isinstance(later, timedelta):
            return (await host_clock(ledger)).now() + later
        return where_they_live(await ledger.enrollee(task.enrollment), later)

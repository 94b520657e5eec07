"""Sends what a rep wants of a task to its run."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.workflow import UpdateMethodMultiParam

from config.settings import load_settings
from domain.by_hand import unfit_words
from domain.facts import NoteAdded
from domain.rep_work.tasks import where_they_live
from ledger.records import TaskRow
from ledger.sql import SqlLedger
from starter.errors import BadInput
from starter.session import connected, host_clock, opened_ledger
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.asking import Request, ask


@dataclass(frozen=True)
class Told:
    """What a rep says beside how it went, for the ledger alone: words for later templates, a note.

    Raises `BadInput` for a note that is none.
    """

    found: Mapping[str, str]
    note: str | None
    by: str

    def __post_init__(self) -> None:
        if unfit := unfit_words(self.by, self.note):
            raise BadInput(unfit)


async def asked(
    task_id: str,
    update: UpdateMethodMultiParam[[EnrollmentWorkflow, Request], str],
    request: Callable[[TaskRow], Awaitable[Request]],
    told: Told | None = None,
) -> str:
    """The state of the enrollment once its run has obeyed; what is `told` is kept before."""
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        task = await ledger.task(task_id)
        if told is not None:
            await _keep(ledger, task, told)
    wanted = await request(task)
    client = await connected(settings)
    return await ask(client, task.workflow_id, update, wanted)


async def _keep(ledger: SqlLedger, task: TaskRow, told: Told) -> None:
    if told.found:
        await ledger.fill(task.enrollment, told.found)
    if told.note is not None:
        at, request_id = (await host_clock(ledger)).now(), secrets.token_hex(8)
        note = NoteAdded(at=at, note=told.note, by=told.by, request_id=request_id, step=task.step)
        await ledger.append(task.enrollment, [note])


async def due_then(task: TaskRow, later: datetime | timedelta) -> datetime:
    """So much later than now, or when the prospect's clock shows that."""
    async with opened_ledger(load_settings()) as ledger:
        if isinstance(later, timedelta):
            return (await host_clock(ledger)).now() + later
        return where_they_live(await ledger.enrollee(task.enrollment), later)

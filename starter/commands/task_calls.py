"""`drumbeat task call` and `task drop`: a call that is placed, and a voicemail that is left."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from activities.calling import CallDesk, Pressed
from activities.transports.twilio.lines import Lines
from config.settings import Settings, load_settings
from config.telephony import rep_phones, telephony_of
from domain.by_hand import unfit_words
from domain.errors import InvalidProspect
from domain.people.prospect_fields import phone_of
from domain.ports import CallRequest
from domain.telephony.calls import NOT_DROPPED, NOT_PLACED
from ledger.sql import SqlLedger
from starter.errors import BadInput, Failed
from starter.output import AsJson, print_json, print_line
from starter.session import host_clock, opened_ledger

Task = Annotated[str, typer.Argument(help="Task id, as `task list` prints it.")]
By = Annotated[str, typer.Option(help="Who calls; kept in the history.")]


def call(
    task: Task,
    by: By,
    phone: Annotated[
        str | None,
        typer.Option(help="Your telephone, if not the one in DRUMBEAT_REP_PHONES: +49 30 901820."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Have your telephone ring, and then the prospect's. The task stays open until it is done.

    Goes by Twilio where that is set up. One press is one call at most: where the answer is lost,
    that is said, and nothing is tried again by itself.
    """
    _refuse_unfit(by)
    settings = load_settings()
    told = asyncio.run(_called(settings, task, by, _phone(settings, by, phone)))
    _tell(task, told, "your telephone rings", as_json=as_json)


def drop(task: Task, by: By, as_json: AsJson = False) -> None:
    """Leave the voicemail in the call that is on the line, and be free for the next.

    What is left is the recording of DRUMBEAT_VOICEMAIL_URL, else the step's `voicemail`, spoken.
    """
    _refuse_unfit(by)
    told = asyncio.run(_left(load_settings(), task, by))
    _tell(task, told, "the voicemail is left", as_json=as_json)


async def _called(settings: Settings, task_id: str, by: str, phone: str) -> Pressed:
    async with _desk(settings, task_id, by) as (desk, request):
        return await desk.call(request, phone)


async def _left(settings: Settings, task_id: str, by: str) -> Pressed:
    async with _desk(settings, task_id, by) as (desk, request):
        return await desk.leave_voicemail(request)


@asynccontextmanager
async def _desk(
    settings: Settings, task_id: str, by: str
) -> AsyncIterator[tuple[CallDesk, CallRequest]]:
    """Where a rep presses, and this one press. Raises `UnknownTask`."""
    lines = Lines(telephony_of(settings))
    try:
        async with opened_ledger(settings) as ledger:
            request = await _press(ledger, task_id, by)
            yield CallDesk(ledger, lines.calls), request
    finally:
        await lines.aclose()


async def _press(ledger: SqlLedger, task_id: str, by: str) -> CallRequest:
    task = await ledger.task(task_id)
    now = (await host_clock(ledger)).now()
    return CallRequest(task.enrollment, task.step, by, secrets.token_hex(8), now)


def _phone(settings: Settings, by: str, given: str | None) -> str:
    """The rep's telephone in E.164."""
    if given is None:
        known = rep_phones(settings)
        if by not in known:
            raise BadInput(f"the telephone of {by} is not in DRUMBEAT_REP_PHONES; say --phone")
        return known[by]
    try:
        return phone_of(given, None)
    except InvalidProspect:
        # Without the number: it is nobody else's business.
        raise BadInput("--phone is no number; write it with its country: +49 30 901820") from None


def _tell(task: str, told: Pressed, done: str, *, as_json: bool) -> None:
    """What came of the press. Raises `Failed` where the provider has not done it."""
    if as_json:
        print_json({"task": task, **asdict(told)})
    if told.status in NOT_PLACED | NOT_DROPPED:
        error = f", error {told.code}" if told.code else ""
        raise Failed(f"{task}: the provider says {told.status.replace('_', ' ')}{error}")
    in_doubt = "the provider never answered; this is in doubt, and is not asked again by itself"
    if not as_json:
        print_line(f"{task}: {in_doubt if told.status is None else done}")


def _refuse_unfit(by: str) -> None:
    if unfit := unfit_words(by):
        raise BadInput(unfit)

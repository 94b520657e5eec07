"""`drumbeat cadence pause` and `resume`: everybody in a cadence at once."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from config.settings import load_settings
from domain.by_hand import unfit_words
from domain.pausing import CadencePause
from ledger.records import Attribution
from starter.errors import BadInput
from starter.output import moment, print_line
from starter.session import host_clock, opened_ledger

Name = Annotated[str, typer.Argument(help="Name of a published cadence; all its versions.")]
By = Annotated[str, typer.Option(help="Who does it; kept in the history.")]


def pause_cadence(
    name: Name,
    by: By,
    because: Annotated[str | None, typer.Option(help="Why; shown wherever it stands.")] = None,
) -> None:
    """Let nothing of a cadence start, at once; everybody in it keeps their place.

    Answers still end enrollments, and tasks that are open stay so.
    """
    _refuse_unfit(by, because)
    was_going_on = asyncio.run(_pause(name, by, because))
    print_line(f"{name} is paused" if was_going_on else f"{name} was paused already")


def resume_cadence(name: Name, by: By) -> None:
    """Let a cadence go on; workers wake those that are held, and the steps keep their spacing."""
    _refuse_unfit(by)
    was_paused = asyncio.run(_resume(name, by))
    print_line(f"{name} goes on" if was_paused else f"{name} was not paused")


def said_of(pause: CadencePause | None) -> str | None:
    """A pause that stands, in a few words; None where there is none."""
    if pause is None:
        return None
    why = f": {pause.because}" if pause.because else ""
    return f"since {moment(pause.paused_at)} by {pause.by}{why}"


def _refuse_unfit(by: str, because: str | None = None) -> None:
    if unfit := unfit_words(by, because):
        raise BadInput(unfit)


async def _pause(name: str, by: str, because: str | None) -> bool:
    async with opened_ledger(load_settings()) as ledger:
        at = (await host_clock(ledger)).now()
        return await ledger.pause_cadence(name, Attribution(by, because, at))


async def _resume(name: str, by: str) -> bool:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.resume_cadence(name, by, (await host_clock(ledger)).now())

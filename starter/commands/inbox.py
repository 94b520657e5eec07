"""`drumbeat inbox`: what came in, and what waits for a person to say what it means."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from config.settings import load_settings
from domain.ports import Ingested
from ledger.inbound.attending import DISCARDED, WAITING, refuse_others
from ledger.inbound.inbox import FOR_A_PERSON
from ledger.records import EventRow, StoredEvent
from starter.commands.inbox_views import document_of, print_event, print_events, why
from starter.errors import BadInput
from starter.output import AsJson, print_json, print_line
from starter.session import host_clock, opened_ledger

VERDICTS = tuple(
    dict.fromkeys(
        (*WAITING, Ingested.ACCEPTED.value, Ingested.TOO_LATE.value, DISCARDED),
    )
)
# SQLite's largest row number, and PostgreSQL's.
LARGEST = 2**63 - 1

app = typer.Typer(
    help="What came in and waits for a person: list, show, match, retry, discard.",
    no_args_is_help=True,
)

Event = Annotated[
    int, typer.Argument(min=1, max=LARGEST, help="Its number, as `inbox list` prints it.")
]


@app.command("list", epilog="Example: drumbeat inbox list --json")
def list_(
    everything: Annotated[
        bool, typer.Option("--all", help="Also what needs nobody any more.")
    ] = False,
    verdict: Annotated[
        str | None, typer.Option(help=f"Only what is one of: {', '.join(VERDICTS)}.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what waits for a person, the oldest first: why, and since when.

    That is what fits nobody, what fits only weakly, and what its workflow could not be told.
    """
    _refuse_odd(verdict, everything=everything)
    rows, now = asyncio.run(_events(verdict, everything))
    if as_json:
        print_json([{**vars(row), "why": why(row)} for row in rows])
        return
    none_waits = "nothing waits for a person"
    print_events(rows, now, "nothing such has come in" if everything or verdict else none_waits)


@app.command(epilog="Example: drumbeat inbox show 17")
def show(event: Event, as_json: AsJson = False) -> None:
    """Print all that is known of an event: verdict, clues, stop, and the payload as text."""
    stored, now = asyncio.run(_event(event))
    if as_json:
        print_json(document_of(stored))
    else:
        print_event(stored, now)


@app.command(epilog="Example: drumbeat inbox match 17 e-1a2b3c4d5e6f")
def match(
    event: Event,
    enrollment: Annotated[
        str | None, typer.Argument(help="Whom it is about; without it whom it likely fits.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say whom a listed event is about: it is as if it had matched when it came."""
    about = asyncio.run(_match(event, enrollment))
    if as_json:
        print_json({"event": event, "enrollment": about})
    else:
        print_line(f"event {event} is about {about}")


@app.command(epilog="Example: drumbeat inbox retry 17")
def retry(event: Event, as_json: AsJson = False) -> None:
    """Have an event that was set aside told to its workflow again."""
    asyncio.run(_retry(event))
    _say(event, Ingested.ACCEPTED.value, "is told to its workflow again", as_json=as_json)


@app.command(epilog="Example: drumbeat inbox discard 17")
def discard(event: Event, as_json: AsJson = False) -> None:
    """Say that a listed event means nothing: it stops nothing, is kept, and is listed no more."""
    asyncio.run(_discard(event))
    _say(event, DISCARDED, "is discarded", as_json=as_json)


def _say(event: int, verdict: str, words: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"event": event, "verdict": verdict})
    else:
        print_line(f"event {event} {words}")


def _refuse_odd(verdict: str | None, *, everything: bool) -> None:
    if verdict is not None and verdict not in VERDICTS:
        raise BadInput(f"--verdict: {verdict!r} is none; use one of {', '.join(VERDICTS)}")
    if verdict is not None and everything:
        raise BadInput("--all and --verdict say different things; give one of them")


async def _events(verdict: str | None, everything: bool) -> tuple[tuple[EventRow, ...], datetime]:
    async with opened_ledger(load_settings()) as ledger:
        wanted = ledger.events(verdict) if everything or verdict else ledger.waiting()
        return await wanted, (await host_clock(ledger)).now()


async def _event(event: int) -> tuple[StoredEvent, datetime]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.event(event), (await host_clock(ledger)).now()


async def _match(event: int, enrollment: str | None) -> str:
    async with opened_ledger(load_settings()) as ledger:
        # Asked first: who is closed or has no such number is told so in the words of the list.
        refuse_others((await ledger.event(event)).row, FOR_A_PERSON, "matched")
        return await ledger.match_event(event, enrollment, (await host_clock(ledger)).now())


async def _retry(event: int) -> None:
    async with opened_ledger(load_settings()) as ledger:
        await ledger.retry(event)


async def _discard(event: int) -> None:
    async with opened_ledger(load_settings()) as ledger:
        await ledger.discard(event, (await host_clock(ledger)).now())

"""`drumbeat signal`: by hand what a webhook does; the webhook server's dispatcher delivers it."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Collection
from difflib import get_close_matches
from typing import Annotated

import typer

from config.settings import load_settings
from domain.cadence import REPLY_CLASSES
from domain.facts import INBOUND, Detail
from domain.ports import InboundEvent, Ingested
from starter.errors import BadInput
from starter.instants import instant
from starter.output import AsJson, print_json, print_line
from starter.session import host_clock, opened_ledger

PROVIDER = "cli"


def signal(
    enrollment: Annotated[str, typer.Argument(help="Enrollment id.")],
    fact: Annotated[str, typer.Argument(help=f"One of: {', '.join(INBOUND)}.")],
    reply_class: Annotated[
        str | None, typer.Option("--class", help=f"Of a reply: {', '.join(REPLY_CLASSES)}.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Of an out-of-office reply: back at, RFC 3339.")
    ] = None,
    click: Annotated[
        str | None, typer.Option("--click", help="Of an engagement: a link of this step.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say that something came in: once accepted, no touch starts against it.

    Example: drumbeat signal e-1a2b3c4d5e6f reply --class positive
    """
    _refuse_unknown(fact, INBOUND, "fact that comes in")
    if reply_class is not None:
        _refuse_unknown(reply_class, REPLY_CLASSES, "class of a reply")
    detail = Detail(
        reply_class, instant(until, "--until") if until else None, "click" if click else None, click
    )
    _refuse_misplaced(fact, detail)
    verdict, event_id = asyncio.run(_ingest(enrollment, fact, detail))
    if as_json:
        print_json({"enrollment": enrollment, "fact": fact, "verdict": verdict, "event": event_id})
        return
    ended = "; the enrollment had ended" if verdict is Ingested.TOO_LATE else ""
    print_line(f"{fact} for {enrollment}: {verdict}{ended}")


def _refuse_unknown(given: str, known: Collection[str], what: str) -> None:
    if given in known:
        return
    near = get_close_matches(given, known, n=1)
    right = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}"
    raise BadInput(f"{given!r} is no {what}; {right}")


def _refuse_misplaced(fact: str, detail: Detail) -> None:
    """Each option says something about one kind of event."""
    if (detail.reply_class or detail.until) and fact != "reply":
        raise BadInput(f"--class and --until belong to a reply, not to {fact!r}")
    if detail.kind and fact != "engagement":
        raise BadInput(f"--click belongs to an engagement, not to {fact!r}")


async def _ingest(enrollment_id: str, fact: str, detail: Detail) -> tuple[Ingested, str]:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        # Asked first, since an event that matches nobody would be kept for a person to look at.
        await ledger.ticket(enrollment_id)
        event = InboundEvent(
            provider=PROVIDER,
            event_id=secrets.token_hex(12),
            fact=fact,
            received_at=(await host_clock(ledger)).now(),
            raw=json.dumps({"enrollment": enrollment_id, "fact": fact}).encode(),
            enrollment_id=enrollment_id,
            detail=None if detail == Detail() else detail,
        )
        verdict, _ = await ledger.ingest(event)
    return verdict, event.event_id

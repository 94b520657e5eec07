"""`drumbeat signal`: by hand what a webhook does; the webhook server's dispatcher delivers it."""

from __future__ import annotations

import asyncio
import json
import secrets
from difflib import get_close_matches
from typing import Annotated

import typer

from config.settings import load_settings
from domain.facts import INBOUND
from domain.ports import InboundEvent, Ingested
from starter.errors import BadInput
from starter.output import AsJson, print_json, print_line
from starter.session import host_clock, opened_ledger

PROVIDER = "cli"


def signal(
    enrollment: Annotated[str, typer.Argument(help="Enrollment id.")],
    fact: Annotated[str, typer.Argument(help=f"One of: {', '.join(INBOUND)}.")],
    as_json: AsJson = False,
) -> None:
    """Say that something came in: once accepted, no touch starts against it.

    Example: drumbeat signal e-1a2b3c4d5e6f reply
    """
    if fact not in INBOUND:
        near = get_close_matches(fact, INBOUND, n=1)
        right = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(INBOUND)}"
        raise BadInput(f"{fact!r} is no fact that comes in; {right}")
    verdict, event_id = asyncio.run(_ingest(enrollment, fact))
    if as_json:
        print_json({"enrollment": enrollment, "fact": fact, "verdict": verdict, "event": event_id})
        return
    ended = "; the enrollment had ended" if verdict is Ingested.TOO_LATE else ""
    print_line(f"{fact} for {enrollment}: {verdict}{ended}")


async def _ingest(enrollment_id: str, fact: str) -> tuple[Ingested, str]:
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
        )
        verdict, _ = await ledger.ingest(event)
    return verdict, event.event_id

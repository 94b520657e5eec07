"""Cadences: who is in them, what they look like, and what good practice says of them."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from console.asked import Text
from console.calendar import picture_of
from console.rendering import page
from console.room import TheRoom
from console.words import STATES
from domain.errors import UnknownCadence
from domain.linting import lint

router = APIRouter()


@router.get("/cadences")
async def cadences(request: Request, room: TheRoom) -> HTMLResponse:
    """Every cadence with how many are in each state."""
    counts = await room.ledger.states_by_cadence()
    return page(request, "cadences.html", counts=counts, states=list(STATES))


@router.get("/cadences/{name}")
async def cadence(request: Request, room: TheRoom, name: str, version: Text = "") -> HTMLResponse:
    """One cadence, its newest version or the one asked for."""
    standings, versions = await room.ledger.cadence_standings(name)
    known = [line.version for line in versions]
    if not known or (version and version not in known):
        raise UnknownCadence(f"no cadence {name!r} has been published, or not in this version")
    shown = await room.ledger.cadence(version or name)
    report = await asyncio.to_thread(lint, shown)
    return page(
        request,
        "cadence.html",
        cadence=shown,
        picture=picture_of(shown, standings),
        standings=standings,
        versions=versions,
        report=report,
    )

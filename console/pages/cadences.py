"""Cadences: who is in them, what they look like, and what good practice says of them."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from console.asked import Text, given
from console.door.guarding import Form, Manager
from console.room import TheRoom
from console.views.calendar import picture_of
from console.views.rendering import done, page
from console.views.words import STATES
from domain.errors import UnknownCadence
from domain.linting import lint
from ledger.records import Attribution

router = APIRouter()


@router.get("/cadences")
async def cadences(request: Request, room: TheRoom) -> HTMLResponse:
    """Every cadence with how many are in each state."""
    counts = await room.ledger.states_by_cadence()
    paused = await room.ledger.paused_cadences()
    return page(request, "cadences.html", counts=counts, paused=paused, states=list(STATES))


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
        pauses=await room.ledger.cadence_pauses(name),
    )


@router.post("/cadences/{name}/pause")
async def pause(room: TheRoom, user: Manager, form: Form, name: str) -> RedirectResponse:
    """Let nothing of it start, whatever the number of people in it."""
    because = given(form.get("because", ""))
    await room.ledger.pause_cadence(name, Attribution(user.email, because, room.now()))
    return done(f"/cadences/{quote(name)}", "cadence-paused")


@router.post("/cadences/{name}/resume")
async def resume(room: TheRoom, user: Manager, name: str) -> RedirectResponse:
    """Let it go on; workers wake those whom the pause holds."""
    await room.ledger.resume_cadence(name, user.email, room.now())
    return done(f"/cadences/{quote(name)}", "cadence-resumed")

"""The first page: what needs a person now."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from console.room import TheRoom
from console.views.rendering import page

router = APIRouter()


@router.get("/")
async def home(request: Request, room: TheRoom) -> HTMLResponse:
    """What waits for somebody, each figure leading to it."""
    now = room.now()
    overview = await room.ledger.overview(now)
    mailboxes = await room.ledger.mailboxes(room.mailboxes, now)
    paused = [row for row in mailboxes if row.paused]
    return page(request, "home.html", overview=overview, paused=paused, now=now)

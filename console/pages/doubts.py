"""Mails that may or may not have gone out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from console.asked import Place
from console.room import TheRoom
from console.views.rendering import page

router = APIRouter()


@router.get("/doubts")
async def doubts(request: Request, room: TheRoom, place: Place = "") -> HTMLResponse:
    """A page of them, the oldest first; each is resolved on the page of its enrollment."""
    found = await room.ledger.doubts_page(place or None)
    return page(request, "doubts.html", found=found)

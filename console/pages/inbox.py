"""What came in and fits nobody, and what no workflow could be told."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from console.asked import Place, field
from console.guarding import Form, Manager
from console.rendering import done, page
from console.room import TheRoom
from ledger.records import UnknownEvent

router = APIRouter()


@router.get("/inbox")
async def inbox(
    request: Request, room: TheRoom, place: Place = "", aside: Place = ""
) -> HTMLResponse:
    """A page of each."""
    return page(
        request,
        "inbox.html",
        unmatched=await room.ledger.unmatched_page(place or None),
        set_aside=await room.ledger.set_aside_page(aside or None),
    )


@router.post("/inbox/discard")
async def discard(room: TheRoom, user: Manager, form: Form) -> RedirectResponse:
    """It means nothing. Only what fits nobody: another event stops its enrollment."""
    event = field(form, "event")
    if not event.isdecimal() or not await room.ledger.is_unmatched(int(event)):
        raise UnknownEvent(f"event {event!r} does not wait here")
    await room.ledger.discard(int(event), room.now())
    return done("/inbox", "discarded")

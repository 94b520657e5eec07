"""What came in and waits for a person: it fits nobody, or only likely, or could not be told."""

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
async def inbox(request: Request, room: TheRoom, place: Place = "") -> HTMLResponse:
    """A page of it."""
    waiting = await room.ledger.waiting_page(place or None)
    return page(request, "inbox.html", waiting=waiting)


@router.post("/inbox/discard")
async def discard(room: TheRoom, user: Manager, form: Form) -> RedirectResponse:
    """It means nothing; what it had stopped goes on."""
    await room.ledger.discard(_event(form), room.now())
    return done("/inbox", "discarded")


@router.post("/inbox/match")
async def match(room: TheRoom, user: Manager, form: Form) -> RedirectResponse:
    """It is about whom it likely is; the run is told."""
    await room.ledger.match_event(_event(form), None, room.now())
    return done("/inbox", "matched")


@router.post("/inbox/retry")
async def retry(room: TheRoom, user: Manager, form: Form) -> RedirectResponse:
    """The run is told again."""
    await room.ledger.retry(_event(form))
    return done("/inbox", "retried")


def _event(form: Form) -> int:
    """Its number. Raises `UnknownEvent`."""
    event = field(form, "event")
    if not event.isdecimal():
        raise UnknownEvent(f"event {event!r} does not wait here")
    return int(event)

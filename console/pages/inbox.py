"""What came in and waits for a person: it fits nobody, or only likely, or could not be told."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from console.asked import Place, field, given
from console.door.guarding import Form, Manager, SignedIn, refuse_others
from console.room import Room, TheRoom
from console.views.rendering import done, page
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
async def match(room: TheRoom, user: SignedIn, form: Form) -> RedirectResponse:
    """It is about the enrollment that was named, else whom it likely fits; the run is told."""
    event, named = _event(form), given(form.get("enrollment", ""))
    await _refuse_others(room, user, event, named)
    await room.ledger.match_event(event, named, room.now())
    return done("/inbox", "matched")


@router.post("/inbox/retry")
async def retry(room: TheRoom, user: SignedIn, form: Form) -> RedirectResponse:
    """The run is told again."""
    event = _event(form)
    await _refuse_others(room, user, event, None)
    await room.ledger.retry(event)
    return done("/inbox", "retried")


async def _refuse_others(room: Room, user: SignedIn, event: int, named: str | None) -> None:
    """Raises `NotAllowed` for a rep where it is about an enrollment of another's."""
    about = named or (await room.ledger.event(event)).row.enrollment_id
    if about is not None:
        await refuse_others(room, user, about)


def _event(form: Form) -> int:
    """Its number. Raises `UnknownEvent`."""
    event = field(form, "event")
    if not event.isdecimal():
        raise UnknownEvent(f"event {event!r} does not wait here")
    return int(event)

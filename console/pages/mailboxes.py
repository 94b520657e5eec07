"""Mailboxes: what each has sent, what it may, who waits for it and why."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from console.asked import field
from console.door.guarding import Form, Manager
from console.room import Room, TheRoom
from console.views.rendering import done, page
from domain.errors import InvalidProspect

router = APIRouter()


@router.get("/mailboxes")
async def mailboxes(request: Request, room: TheRoom) -> HTMLResponse:
    """How they stand now."""
    rows = await room.ledger.mailboxes(room.mailboxes, room.now())
    limits = {mailbox.address: mailbox.limits for mailbox in room.mailboxes}
    return page(request, "mailboxes.html", rows=rows, limits=limits)


@router.post("/mailboxes/pause")
async def pause(room: TheRoom, user: Manager, form: Form) -> RedirectResponse:
    """Send nothing by it until it is resumed; everybody who waits is told why."""
    address = _known(room, form)
    reason = f"{field(form, 'reason')} ({user.email})"
    await room.ledger.pause_mailbox(address, reason, None, room.now())
    return done("/mailboxes", "mailbox-paused")


@router.post("/mailboxes/resume")
async def resume(room: TheRoom, user: Manager, form: Form) -> RedirectResponse:
    """Send by it again."""
    await room.ledger.resume_mailbox(_known(room, form))
    return done("/mailboxes", "mailbox-resumed")


def _known(room: Room, form: Form) -> str:
    address = field(form, "address")
    if address not in {mailbox.address for mailbox in room.mailboxes}:
        raise InvalidProspect(f"there is no mailbox {address!r}")
    return address

"""Who may not be contacted: search, add, lift."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from console.asked import Place, Text, field, given
from console.door.guarding import Form, Manager, SignedIn
from console.room import TheRoom
from console.views.rendering import done, page
from ledger.records import Attribution, SuppressionRow
from ledger.rules.suppression_addresses import CHANNELS, named, said

BY_HAND = "by hand"

router = APIRouter()


@router.get("/suppressions")
async def suppressions(
    request: Request, room: TheRoom, q: Text = "", place: Place = ""
) -> HTMLResponse:
    """A page of the list, and what was last changed of it."""
    return page(
        request,
        "suppressions.html",
        found=await room.ledger.suppressions_page(given(q), place or None),
        changes=await room.ledger.latest_suppression_changes(),
        q=q.strip(),
        channels=CHANNELS,
        said_channel=said,
    )


@router.post("/suppressions/add")
async def add(room: TheRoom, user: SignedIn, form: Form) -> RedirectResponse:
    """Nothing that this forbids starts any more; everybody may say so."""
    address, channel = named(field(form, "address"), form.get("channel", ""))
    because, at = given(form.get("because", "")) or BY_HAND, room.now()
    row = SuppressionRow(address, channel, because, at)
    await room.ledger.suppress([row], Attribution(user.email, because, at))
    return done("/suppressions", "suppressed")


@router.post("/suppressions/lift")
async def lift(room: TheRoom, user: Manager, form: Form) -> RedirectResponse:
    """They may be contacted again; who says so and why is kept."""
    address, channel = field(form, "address"), field(form, "channel")
    attribution = Attribution(user.email, field(form, "because"), room.now())
    await room.ledger.unsuppress(address, channel, attribution)
    return done("/suppressions", "lifted")

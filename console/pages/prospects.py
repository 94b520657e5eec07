"""Prospects, and one of them with all enrollments."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from console.asked import Place, Text, given
from console.room import TheRoom
from console.views.rendering import page
from domain.people.prospects import name_of

router = APIRouter()


@router.get("/prospects")
async def prospects(
    request: Request, room: TheRoom, q: Text = "", account: Text = "", place: Place = ""
) -> HTMLResponse:
    """A page of those who are called so."""
    found = await room.ledger.prospects_page(given(q), given(account), place or None)
    return page(request, "prospects.html", found=found, q=q.strip(), account=account.strip())


@router.get("/prospects/{prospect}")
async def one(request: Request, room: TheRoom, prospect: str) -> HTMLResponse:
    """Who they are, and every cadence they have been in."""
    person, enrollments = await room.ledger.prospect_page(prospect)
    return page(
        request,
        "prospect.html",
        person=person,
        name=name_of(person.variables),
        enrollments=enrollments,
    )

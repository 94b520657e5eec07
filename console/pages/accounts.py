"""Accounts, each with the people who are known of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from console.asked import Place, Text, given
from console.room import TheRoom
from console.views.rendering import page

router = APIRouter()


@router.get("/accounts")
async def accounts(
    request: Request, room: TheRoom, q: Text = "", place: Place = ""
) -> HTMLResponse:
    """A page of accounts, by name."""
    found = await room.ledger.accounts_page(given(q), place or None)
    return page(request, "accounts.html", found=found, q=q.strip())

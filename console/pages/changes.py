"""One change for all enrollments of a filter: how many it would be, then how far it has come."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from console.asked import given
from console.door.guarding import Form, Manager, UnfitForm
from console.pages.enrollments import Filters, wanted_of
from console.room import TheRoom
from console.views.rendering import page
from workflows.runs.bulk import Answer, Change, Deed

BY_HAND = "manual"

router = APIRouter()


@router.get("/changes")
async def preview(
    request: Request, room: TheRoom, _: Manager, filters: Annotated[Filters, Query()]
) -> HTMLResponse:
    """How many open ones the filter has, and what can be done to all of them."""
    counts = await room.ledger.count_chosen(wanted_of(filters))
    total = sum(counts.values())
    return page(request, "changes.html", counts=counts, total=total, filters=filters)


@router.post("/changes")
async def begin(room: TheRoom, user: Manager, form: Form) -> RedirectResponse:
    """Begin it; the page that follows says how far it has come."""
    because = given(form.get("because", "")) or BY_HAND
    change = Change(_deed(form), user.email, secrets.token_hex(8), because)
    wanted = wanted_of(_filters(form))
    total = sum((await room.ledger.count_chosen(wanted)).values())
    selection = partial(room.ledger.chosen, wanted)
    name = room.changes.begin(room.client, selection, change, total)
    return RedirectResponse(f"/changes/{name}", HTTPStatus.SEE_OTHER)


@router.get("/changes/{change}")
async def progress(request: Request, room: TheRoom, _: Manager, change: str) -> HTMLResponse:
    """How many came to which answer so far."""
    return page(request, "change.html", changing=room.changes.known(change), answers=list(Answer))


def _deed(form: Mapping[str, str]) -> Deed:
    try:
        return Deed(form.get("deed", ""))
    except ValueError as error:
        raise UnfitForm from error


def _filters(form: Mapping[str, str]) -> Filters:
    try:
        return Filters.model_validate(form)
    except ValidationError as error:
        raise UnfitForm from error

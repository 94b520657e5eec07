"""Enrollments by what one looks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from console.asked import LONGEST_PLACE, LONGEST_SEARCH, day_end, given
from console.room import Room, TheRoom
from console.views.rendering import page
from console.views.words import STATES
from domain.errors import UnknownCadence
from ledger.pages.enrollments import Wanted

router = APIRouter()


class Filters(BaseModel):
    """What was filled in, as it stands in the address."""

    q: str = Field("", max_length=LONGEST_SEARCH)
    cadence: str = Field("", max_length=LONGEST_SEARCH)
    state: str = Field("", max_length=LONGEST_SEARCH)
    reason: str = Field("", max_length=LONGEST_SEARCH)
    step: str = Field("", max_length=LONGEST_SEARCH)
    owner: str = Field("", max_length=LONGEST_SEARCH)
    account: str = Field("", max_length=LONGEST_SEARCH)
    before: str = Field("", max_length=LONGEST_SEARCH)
    order: str = Field("", max_length=LONGEST_SEARCH)
    place: str = Field("", max_length=LONGEST_PLACE)

    @property
    def filled(self) -> dict[str, str]:
        """What the next page asks for again."""
        return self.model_dump(exclude={"place"}, exclude_defaults=True)


@router.get("/enrollments")
async def enrollments(
    request: Request, room: TheRoom, filters: Annotated[Filters, Query()]
) -> HTMLResponse:
    """A page of those wanted, under the form that says which."""
    return page(
        request,
        "enrollments.html",
        found=await room.ledger.enrollments_page(wanted_of(filters), filters.place or None),
        filters=filters,
        states=STATES,
        cadences=_choices(await room.ledger.cadence_names()),
        owners=_choices(await room.ledger.owners()),
        steps=_choices(await _steps(room, filters.cadence)),
    )


def wanted_of(filters: Filters) -> Wanted:
    """Which enrollments the form asks for."""
    return Wanted(
        cadence=given(filters.cadence),
        state=given(filters.state),
        reason=given(filters.reason),
        step=given(filters.step),
        owner=given(filters.owner),
        account=given(filters.account),
        search=given(filters.q),
        next_before=day_end(filters.before),
        order="next" if filters.order == "next" else "newest",
    )


def _choices(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]


async def _steps(room: Room, cadence: str) -> tuple[str, ...]:
    """The steps of the cadence that was chosen; steps of all cadences would be no choice."""
    if not cadence:
        return ()
    try:
        return tuple(step.id for step in (await room.ledger.cadence(cadence)).steps)
    except UnknownCadence:
        return ()

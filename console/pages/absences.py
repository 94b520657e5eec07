"""Who is away: one control that hands their work to somebody, or has it wait for their return."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from console.asked import LONGEST_SEARCH, given
from console.door.guarding import Form, SignedIn
from console.reps import refuse_for, reps
from console.room import Room, TheRoom
from console.views.rendering import done, page
from domain.by_hand import unfit_words
from domain.errors import DrumbeatError
from domain.people.prospects import address_key
from domain.rep_work.absences import Absence
from workflows.runs.absences import Absences, affected_by

router = APIRouter()


class UnfitAbsence(DrumbeatError):
    """Nobody can be away so."""


class Asked(BaseModel):
    """What was filled in; `first` and `last` are days on the rep's calendar."""

    rep: str = Field("", max_length=LONGEST_SEARCH)
    first: str = Field("", max_length=LONGEST_SEARCH)
    last: str = Field("", max_length=LONGEST_SEARCH)
    stand_in: str = Field("", max_length=LONGEST_SEARCH)


@router.get("/absences")
async def absences(
    request: Request, room: TheRoom, user: SignedIn, asked: Annotated[Asked, Query()]
) -> HTMLResponse:
    """Who is away or will be; and, once days are named, what would become of the work."""
    rep = given(asked.rep) or user.email
    away = _away(room, user, asked, rep) if asked.first else None
    tasks = await affected_by(room.ledger, away) if away else ()
    return page(
        request,
        "absences.html",
        standing=await room.ledger.absences(room.now()),
        asked=asked,
        rep=rep,
        away=away,
        channels=Counter(task.channel for task in tasks),
        total=len(tasks),
        reps=await reps(room),
        zone=room.zone_of(rep),
        zones=room.zone_of,
    )


@router.post("/absences")
async def arrange(room: TheRoom, user: SignedIn, form: Form) -> RedirectResponse:
    """From now on they are away then; repeated after a failure it goes on where it stopped."""
    asked = Asked.model_construct(None, **{name: form.get(name, "") for name in Asked.model_fields})
    away = _away(room, user, asked, given(asked.rep) or user.email)
    await Absences(room.client, room.ledger).arrange(away)
    return done("/absences", "handed-over" if away.stand_in else "waits-for-return")


def _away(room: Room, user: SignedIn, asked: Asked, rep: str) -> Absence:
    """The absence that the form describes. Raises `UnfitAbsence` and `NotAllowed`."""
    refuse_for(user, rep)
    stand_in = given(asked.stand_in)
    for name in filter(None, (rep, stand_in)):
        if unfit := unfit_words(name):
            raise UnfitAbsence(unfit)
    if stand_in and address_key(stand_in) == address_key(rep):
        raise UnfitAbsence(f"{rep} cannot stand in for {rep}; name another rep, or nobody")
    starts, ends = _midnights(asked, ZoneInfo(room.zone_of(rep)))
    if ends <= room.now():
        raise UnfitAbsence("this absence would be over already; name days to come")
    return Absence(rep, starts, ends, stand_in, user.email, room.now())


def _midnights(asked: Asked, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, last = _day(asked.first), _day(asked.last or asked.first)
    if last < first:
        raise UnfitAbsence(f"the last day, {last}, is before the first, {first}")
    starts, ends = (
        datetime.combine(day, time(), zone).astimezone(UTC)
        for day in (first, last + timedelta(days=1))
    )
    return starts, ends


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnfitAbsence(f"{text!r} is no day; write it as 2026-03-31") from None

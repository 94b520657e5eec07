"""Templates to pages: everything is escaped, and what a template lacks is an error."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from console.room import Room
from console.views import words
from console.views.said import SAID

PAGES = (
    ("/today", "Today"),
    ("/", "Home"),
    ("/enrollments", "Enrollments"),
    ("/cadences", "Cadences"),
    ("/analytics", "Analytics"),
    ("/prospects", "Prospects"),
    ("/accounts", "Accounts"),
    ("/mailboxes", "Mailboxes"),
    ("/doubts", "In doubt"),
    ("/inbox", "Inbox"),
    ("/suppressions", "Suppressions"),
)
PAGES_OF_ADMINS = (("/users", "Users"),)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of this room, with what they may call."""
    made = Environment(
        loader=PackageLoader("console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        local=local,
        state=words.state,
        reason=words.reason,
        channel=words.channel,
        outcome=words.outcome,
        finding=words.verdict,
        kind=words.kind,
        work=words.work,
        change=words.change,
        clock=clock,
        day_and_clock=day_and_clock,
        soon=soon,
        tomorrow=tomorrow,
    )
    made.globals.update(pages=PAGES, pages_of_admins=PAGES_OF_ADMINS, query=query)
    return made


def page(
    request: Request,
    template: str,
    status: HTTPStatus = HTTPStatus.OK,
    **values: Any,  # noqa: ANN401 -- whatever the template shows
) -> HTMLResponse:
    """The page; who is signed in, on whose clock, and the token of their forms, in every one."""
    state = request.state
    user = getattr(state, "user", None)
    room: Room = request.app.state.room
    shared = {
        "user": user,
        "here": room.zone_of(user.email) if user else "UTC",
        "csrf": getattr(state, "csrf", ""),
        "path": request.url.path,
        "said": SAID.get(request.query_params.get("said", "")),
        "problem": None,
    }
    return HTMLResponse(environment().get_template(template).render(**{**shared, **values}), status)


def done(address: str, said: str) -> RedirectResponse:
    """Back to a page of ours after a deed, where `SAID` says what was done."""
    return RedirectResponse(f"{address}?{query(said=said)}", HTTPStatus.SEE_OTHER)


def query(**given: object) -> str:
    """The part of an address after the question mark; what is empty is left out."""
    return urlencode({name: value for name, value in given.items() if value not in (None, "")})


def local(at: datetime, zone: str | None) -> str:
    """An instant to the minute on the clock of this zone, UTC where it is not known."""
    return f"{at.astimezone(_zone(zone)):%a %-d %b %Y, %H:%M}"


def clock(at: datetime, zone: str | None) -> str:
    """The time of day on the clock of this zone."""
    return f"{at.astimezone(_zone(zone)):%H:%M}"


def hour(at: datetime, zone: str | None) -> int:
    """Of the day, on the clock of this zone."""
    return at.astimezone(_zone(zone)).hour


def day_and_clock(at: datetime, zone: str | None) -> str:
    """The same with its day, for what is not far away."""
    return f"{at.astimezone(_zone(zone)):%a %-d %b %H:%M}"


def soon(at: datetime, zone: str | None, now: datetime) -> str:
    """The time of day; its day too, where that is another one than now's."""
    here, today = (each.astimezone(_zone(zone)).date() for each in (at, now))
    if here == today:
        return clock(at, zone)
    return f"{here:%a %-d %b}"


def tomorrow(wall: datetime) -> str:
    """The same hour a day on, as HTML writes a local time."""
    return f"{wall + timedelta(days=1):%Y-%m-%dT%H:00}"


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")

"""The app: the door, then the pages behind it; every answer with the same headers."""

from __future__ import annotations

from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from console.codec import codec_server
from console.door.guarding import signed_in
from console.door.headers import SafeHeaders
from console.door.signing_in import door, way_out
from console.health import health
from console.pages import (
    absences,
    accounts,
    analytics,
    cadences,
    changes,
    doubts,
    enrollment,
    enrollments,
    experiments,
    home,
    inbox,
    mailboxes,
    mails,
    outlook,
    prospects,
    suppressions,
    today,
    users,
)
from console.problems import speak_plainly
from console.room import Room

STATIC = Path(__file__).parent / "static"
PAGES = (
    *(home, today, enrollments, changes, enrollment, mails, cadences, prospects, accounts),
    *(mailboxes, doubts, inbox, suppressions, absences, users),
    # The last answers for every other report.
    *(experiments, outlook, analytics),
)


def create_app(room: Room) -> FastAPI:
    """The console over this room."""
    app = FastAPI(
        title="Drumbeat", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.state.room = room
    app.add_middleware(SafeHeaders, is_secure=room.is_secure)
    speak_plainly(app)
    app.include_router(health)
    app.include_router(door)
    for pages in PAGES:
        app.include_router(pages.router, dependencies=[Depends(signed_in)])
    app.include_router(way_out)
    if room.codec is not None:
        app.include_router(codec_server(room.codec))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app

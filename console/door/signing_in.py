"""The door: by password, by a link that works once, at a provider; and the way out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from console.door.cookies import (
    SESSION,
    SIGN_ON,
    VISIT,
    begin_session,
    cookie,
    drop_cookie,
    form_token,
    new_visit,
    set_cookie,
)
from console.door.guarding import Form, SignedIn, visiting
from console.door.sign_on import BACK, Begun, SignOn, SignOnFailed
from console.room import Room, TheRoom
from console.views.rendering import page
from ledger.people.attempts import WINDOW, TooManyAttempts

WRONG = "That is not the right mail address and password."
USED = "This link has been used, or is too old. Ask for another, or sign in with your password."
NOBODY = "You are signed in at the provider, but nobody here has that address. Ask an admin."
SIGN_ON_LASTS = 600

log = structlog.stdlib.get_logger(__name__)
door = APIRouter(dependencies=[Depends(visiting)])
way_out = APIRouter()

Next = Annotated[str, Query()]


def safe_next(wanted: str) -> str:
    """A path of this console, or its first page: nobody is sent to another site from here."""
    parts = urlsplit(wanted) if wanted.isprintable() and "\\" not in wanted else None
    if parts is None or parts.scheme or parts.netloc or not wanted.startswith("/"):
        return "/"
    return "/" if wanted.startswith("//") else wanted


@door.get("/sign-in")
async def ask(request: Request, room: TheRoom, next: Next = "") -> Response:  # noqa: A002 -- the field's usual name
    """The form that asks who this is."""
    return _form(request, room, next_=safe_next(next))


@door.post("/sign-in")
async def sign_in(request: Request, room: TheRoom, form: Form) -> Response:
    """Who knows the password is let in; all others hear the same."""
    email, next_ = form.get("email", "").strip(), safe_next(form.get("next", ""))
    caller = request.client.host if request.client else ""
    try:
        token = await room.ledger.sign_in(email, form.get("password", ""), caller, room.host_now())
    except TooManyAttempts as error:
        log.warning("sign_in_throttled")
        status = HTTPStatus.TOO_MANY_REQUESTS
        answer = _form(request, room, status, email=email, next_=next_, problem=str(error))
        answer.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
        return answer
    if token is None:
        log.warning("sign_in_refused")
        status = HTTPStatus.UNAUTHORIZED
        return _form(request, room, status, email=email, next_=next_, problem=WRONG)
    return await _let_in(request, room, token, next_)


@door.get("/sign-in/link/{token}")
async def ask_for_link(request: Request, room: TheRoom, token: str) -> Response:
    """A button: what only looks at the address does not use it up."""
    return _with_visit(request, room, "link.html", HTTPStatus.OK)


@door.post("/sign-in/link/{token}")
async def use_link(request: Request, room: TheRoom, token: str) -> Response:
    """In, once."""
    session = await room.ledger.use_sign_in_link(token, room.host_now())
    if session is None:
        log.warning("sign_in_link_refused")
        return _form(request, room, HTTPStatus.FORBIDDEN, problem=USED)
    return await _let_in(request, room, session, "/")


@door.get("/sign-in/provider")
async def to_provider(room: TheRoom, next: Next = "") -> Response:  # noqa: A002 -- the field's usual name
    """On to the provider."""
    where, begun = await _sign_on(room).begin(safe_next(next))
    answer = RedirectResponse(where, HTTPStatus.SEE_OTHER)
    set_cookie(answer, room, SIGN_ON, begun.as_text().encode().hex(), SIGN_ON_LASTS)
    return answer


@door.get(BACK)
async def from_provider(request: Request, room: TheRoom) -> Response:
    """Back from the provider, with its word for who this is."""
    begun = _begun(cookie(request, room, SIGN_ON))
    email = await _sign_on(room).finish(begun, request.query_params)
    token = await room.ledger.sign_in_as(email, room.host_now())
    if token is None:
        log.warning("sign_on_of_nobody")
        answer = _form(request, room, HTTPStatus.FORBIDDEN, problem=NOBODY)
    else:
        answer = await _let_in(request, room, token, safe_next(begun.next))
    drop_cookie(answer, room, SIGN_ON)
    return answer


@way_out.post("/sign-out")
async def sign_out(request: Request, room: TheRoom, user: SignedIn) -> Response:
    """Out; the cookie is good for nothing from now on."""
    await room.ledger.sign_out(cookie(request, room, SESSION))
    answer = RedirectResponse("/sign-in?said=signed-out", HTTPStatus.SEE_OTHER)
    drop_cookie(answer, room, SESSION)
    return answer


async def _let_in(request: Request, room: Room, token: str, next_: str) -> Response:
    """With a session that nobody had before (and the one they had is over)."""
    if before := cookie(request, room, SESSION):
        await room.ledger.sign_out(before)
    answer = RedirectResponse(next_, HTTPStatus.SEE_OTHER)
    begin_session(answer, room, token)
    return answer


def _form(
    request: Request,
    room: Room,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    email: str = "",
    next_: str = "/",
    problem: str | None = None,
) -> Response:
    values = {"email": email, "next": next_, "problem": problem, "provider": bool(room.sign_on)}
    return _with_visit(request, room, "sign_in.html", status, **values)


def _with_visit(
    request: Request, room: Room, template: str, status: HTTPStatus, **values: object
) -> Response:
    """A page with a form, under the cookie of this visit."""
    visit = cookie(request, room, VISIT) or new_visit()
    request.state.csrf = form_token(visit)
    answer = page(request, template, status, **values)
    set_cookie(answer, room, VISIT, visit)
    return answer


def _begun(kept: str) -> Begun:
    try:
        return Begun.from_text(bytes.fromhex(kept).decode())
    except ValueError as error:
        raise SignOnFailed("this sign-in did not begin here; try again") from error


def _sign_on(room: Room) -> SignOn:
    if room.sign_on is None:
        raise SignOnFailed("signing in at a provider is not set up")
    return room.sign_on

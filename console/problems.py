"""What cannot be done, as a page that says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from console.changing import UnknownChange
from console.door.guarding import READING, ForeignForm, NotAllowed, NotSignedIn, UnfitForm
from console.door.headers import HEADERS
from console.door.sign_on import SignOnFailed
from console.pages.absences import UnfitAbsence
from console.pages.users import OwnAccount, UnfitRole
from console.views.rendering import page
from console.wishes import UnfitWish
from domain.analytics.asking import InvalidQuestion
from domain.cadence.promoting import CannotPromote
from domain.errors import (
    DrumbeatError,
    InvalidProspect,
    LedgerUnavailable,
    UnknownCadence,
    UnknownEnrollment,
)
from domain.mail.doubts import CannotSendAgain, UnknownDoubt
from domain.statistics.experiment_answers import NothingToCompare
from domain.statistics.keeping import NothingToKeep
from domain.telephony.calls import CallRefused
from ledger.counts.trying import UnknownExperiment
from ledger.pages.keyset import InvalidPlace
from ledger.pages.prospects import UnknownProspect
from ledger.people.attempts import TooManyAttempts
from ledger.people.passwords import UnfitPassword
from ledger.people.users import UnknownUser, UserExists
from ledger.records import (
    EventNotWaiting,
    NoCandidate,
    NotSuppressed,
    UnknownEvent,
    UnknownMail,
    UnknownTask,
)
from ledger.records.rep_work import InvalidPlace as NoPlaceInQueue
from ledger.records.rep_work import TaskTaken
from workflows.runs.asking import NoAnswer, RunRefused

STATUS: Mapping[type[DrumbeatError], HTTPStatus] = {
    NotAllowed: HTTPStatus.FORBIDDEN,
    ForeignForm: HTTPStatus.FORBIDDEN,
    UnfitForm: HTTPStatus.BAD_REQUEST,
    InvalidPlace: HTTPStatus.BAD_REQUEST,
    InvalidQuestion: HTTPStatus.BAD_REQUEST,
    NoPlaceInQueue: HTTPStatus.BAD_REQUEST,
    UnfitWish: HTTPStatus.BAD_REQUEST,
    UnfitAbsence: HTTPStatus.BAD_REQUEST,
    UnfitPassword: HTTPStatus.BAD_REQUEST,
    UnfitRole: HTTPStatus.BAD_REQUEST,
    OwnAccount: HTTPStatus.CONFLICT,
    UserExists: HTTPStatus.CONFLICT,
    UnknownUser: HTTPStatus.NOT_FOUND,
    InvalidProspect: HTTPStatus.BAD_REQUEST,
    SignOnFailed: HTTPStatus.BAD_REQUEST,
    UnknownEnrollment: HTTPStatus.NOT_FOUND,
    UnknownProspect: HTTPStatus.NOT_FOUND,
    UnknownCadence: HTTPStatus.NOT_FOUND,
    UnknownExperiment: HTTPStatus.NOT_FOUND,
    UnknownMail: HTTPStatus.NOT_FOUND,
    UnknownChange: HTTPStatus.NOT_FOUND,
    UnknownEvent: HTTPStatus.NOT_FOUND,
    UnknownDoubt: HTTPStatus.NOT_FOUND,
    UnknownTask: HTTPStatus.NOT_FOUND,
    NotSuppressed: HTTPStatus.NOT_FOUND,
    EventNotWaiting: HTTPStatus.CONFLICT,
    NoCandidate: HTTPStatus.CONFLICT,
    CannotPromote: HTTPStatus.CONFLICT,
    CannotSendAgain: HTTPStatus.CONFLICT,
    NothingToCompare: HTTPStatus.CONFLICT,
    NothingToKeep: HTTPStatus.CONFLICT,
    CallRefused: HTTPStatus.CONFLICT,
    TaskTaken: HTTPStatus.CONFLICT,
    RunRefused: HTTPStatus.CONFLICT,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    NoAnswer: HTTPStatus.SERVICE_UNAVAILABLE,
    LedgerUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
TITLES: Mapping[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "That does not fit",
    HTTPStatus.FORBIDDEN: "Not yours to do",
    HTTPStatus.NOT_FOUND: "Not here",
    HTTPStatus.METHOD_NOT_ALLOWED: "Not here",
    HTTPStatus.CONFLICT: "Not as it stands",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many tries",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not right now",
}
NOWHERE = "There is no such page. The address may be cut off, or what it named is gone."
BROKEN = "The console could not make this page. What happened is in its log."
SHORT_WAIT = {"Retry-After": "10"}
LONG_WAIT = {"Retry-After": "900"}

log = structlog.stdlib.get_logger(__name__)


def speak_plainly(app: FastAPI) -> None:
    """Have every error of this app be a page."""
    app.exception_handler(NotSignedIn)(_to_sign_in)
    app.exception_handler(DrumbeatError)(_refused)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(Exception)(_broken)


async def _to_sign_in(request: Request, _: Exception) -> Response:
    """To the door, and from there back; a form of somebody who was signed out is lost."""
    if request.method not in READING:
        return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    next_ = "" if wanted == "/" else f"?next={quote(wanted, safe='')}"
    return RedirectResponse(f"/sign-in{next_}", HTTPStatus.SEE_OTHER)


async def _refused(request: Request, error: Exception) -> HTMLResponse:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), None)
    if status is None:
        return await _broken(request, error)
    answer = _page(request, status, str(error))
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers.update(SHORT_WAIT)
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers.update(LONG_WAIT)
    return answer


async def _http(request: Request, error: Exception) -> HTMLResponse:
    status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else None
    return _page(request, status or HTTPStatus.NOT_FOUND, NOWHERE)


async def _invalid(request: Request, _: Exception) -> HTMLResponse:
    return _page(request, HTTPStatus.NOT_FOUND, NOWHERE)


async def _broken(request: Request, error: Exception) -> HTMLResponse:
    log.error("page_failed", path=request.url.path, exc_info=error)
    answer = _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)
    # Made outside of everything that would add them.
    answer.headers.update(HEADERS)
    return answer


def _page(request: Request, status: HTTPStatus, words: str) -> HTMLResponse:
    title = TITLES.get(status, "Something went wrong")
    sentence = f"{words[:1].upper()}{words[1:]}"
    return page(request, "problem.html", status, title=title, words=sentence, back=_back(request))


def _back(request: Request) -> str | None:
    """The page whose form this was."""
    if request.method in READING or getattr(request.state, "user", None) is None:
        return None
    return request.url.path.rpartition("/")[0] or None

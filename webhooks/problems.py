"""Errors as the sender sees them: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from domain.errors import LedgerUnavailable, Unstorable
from ledger.records import KeyReused
from webhooks.errors import (
    BodyTooLarge,
    BodyTooSlow,
    CompressedBody,
    InvalidRequest,
    InvalidSignature,
    MalformedEvent,
    NoRequestKey,
    ProviderUnavailable,
    TooManyRequests,
    UnknownKey,
)

STATUS: dict[type[Exception], HTTPStatus] = {
    InvalidSignature: HTTPStatus.UNAUTHORIZED,
    MalformedEvent: HTTPStatus.BAD_REQUEST,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BodyTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    CompressedBody: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    UnknownKey: HTTPStatus.UNAUTHORIZED,
    NoRequestKey: HTTPStatus.BAD_REQUEST,
    KeyReused: HTTPStatus.CONFLICT,
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    Unstorable: HTTPStatus.UNPROCESSABLE_ENTITY,
    LedgerUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    ProviderUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
HEADERS: dict[type[Exception], dict[str, str]] = {
    # A 401 has to name a scheme (RFC 9110 section 11.6.1).
    InvalidSignature: {"WWW-Authenticate": "StandardWebhooks"},
    UnknownKey: {"WWW-Authenticate": "Bearer"},
    TooManyRequests: {"Retry-After": "1"},
    LedgerUnavailable: {"Retry-After": "5"},
    ProviderUnavailable: {"Retry-After": "5"},
}

log = structlog.stdlib.get_logger(__name__)


def speak_problems(app: FastAPI) -> None:
    """Answer every error of the app as a problem document."""
    for error in STATUS:
        app.exception_handler(error)(_refused)
    app.exception_handler(HTTPException)(_not_served)
    app.exception_handler(Exception)(_broken)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    status = STATUS[type(error)]
    # The status alone: nothing a stranger wrote goes into the log.
    log.warning("webhook_refused", status=status.value, error=type(error).__name__)
    faults = error.faults if isinstance(error, InvalidRequest) else {}
    return _problem(status, str(error), HEADERS.get(type(error)), faults)


async def _not_served(request: Request, error: HTTPException) -> JSONResponse:
    status = HTTPStatus(error.status_code)
    return _problem(status, status.description, dict(error.headers or {}))


async def _broken(request: Request, error: Exception) -> JSONResponse:
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The event was not stored; send it again.")


def _problem(
    status: HTTPStatus,
    detail: str,
    headers: dict[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
) -> JSONResponse:
    """`faults` by their places become `errors`, as in the example of RFC 9457 section 3."""
    problem: dict[str, object] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if faults:
        problem["errors"] = [{"pointer": at, "detail": why} for at, why in faults.items()]
    return JSONResponse(problem, status.value, headers, media_type="application/problem+json")

"""`POST /v1/enrollments`: a form or a CRM enrolls one prospect, as `drumbeat enroll` does.

The 2xx says that the ledger has the enrollment; Temporal may be away.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Protocol

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from domain.errors import InvalidProspect, UnknownCadence
from domain.people.prospect_fields import field_of, prospect_of
from domain.people.prospects import Prospect
from ledger.records import ENROLLED, Answered, NotEnrolled, RequestKey
from webhooks import openapi
from webhooks.bodies import body_of
from webhooks.callers import ApiKeys, RateLimit
from webhooks.errors import InvalidRequest, NoRequestKey
from webhooks.standard import EVENT_ID, StandardEndpoint

PATH = "/v1/enrollments"
MOST_FIELDS = 200
SAID = {ENROLLED: "enrolled", **{reason.value: reason.said for reason in NotEnrolled}}

log = structlog.stdlib.get_logger(__name__)


class Enrolls(Protocol):
    """What the door needs of the ledger; it raises `LedgerUnavailable` while it is away."""

    async def enroll_once(
        self, key: RequestKey, prospect: Prospect, cadence: str, at: datetime, *, again: bool
    ) -> Answered:
        """Enroll once for each key. Raises `UnknownCadence` and `KeyReused`."""

    async def undelivered(self, limit: int, /) -> object:
        """Something cheap, by which to see that the ledger is there."""


# PostgreSQL stores no NUL.
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]


class EnrollmentRequest(BaseModel):
    """Who, and into what; the fields of the prospect are named as the columns of a CSV."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    cadence: Annotated[Text, Field(min_length=1, description="a published cadence")]
    prospect: Annotated[
        dict[Text, Text | None],
        Field(max_length=MOST_FIELDS, json_schema_extra=openapi.PROSPECT),
    ]
    again: bool = Field(default=False, description="also who has been through this cadence")


class EnrollmentAnswer(BaseModel):
    """What the request came to, the same whenever it comes again."""

    outcome: str = Field(description=f"one of {', '.join(SAID)}")
    enrollment: str | None = Field(description="its id, where the prospect was enrolled")
    detail: str = Field(description="the outcome in words")


@dataclass(frozen=True)
class Desk:
    """What it takes to enroll from outside; `start` has the run of an enrollment started."""

    ledger: Enrolls
    keys: ApiKeys
    start: Callable[[str], None]
    limit: RateLimit = field(default_factory=RateLimit)


def serve_enrollments(
    app: FastAPI, desk: Desk, endpoint: StandardEndpoint, now: Callable[[], datetime]
) -> None:
    """Serve the door to a desk; `now` is Drumbeat time."""
    openapi.name_schemes(app)

    @app.post(PATH, **openapi.of_enrollments(EnrollmentRequest, EnrollmentAnswer))
    async def enroll(request: Request) -> JSONResponse:
        """Enroll one prospect into a cadence."""
        key, body = await _authentic(request, desk, endpoint)
        asked = _asked(body)
        prospect = _prospect(asked)
        try:
            answer = await desk.ledger.enroll_once(
                key, prospect, asked.cadence, now(), again=asked.again
            )
        except UnknownCadence as unknown:
            raise InvalidRequest({"#/cadence": str(unknown)}) from unknown
        log.info("enrollment_asked", outcome=answer.outcome, enrollment=answer.enrollment_id)
        if answer.enrollment_id:
            desk.start(answer.enrollment_id)
        return _answer(answer)


async def _authentic(
    request: Request, desk: Desk, endpoint: StandardEndpoint
) -> tuple[RequestKey, bytes]:
    """The body, and what the sender calls the request: by API key, or signed as a webhook is."""
    if "webhook-signature" in request.headers:
        body = await body_of(request)
        sender, name = "signed", endpoint.verified_id(body, request.headers)
    else:
        sender, name = desk.keys.holder(request.headers), _request_name(request)
        body = await body_of(request)
    desk.limit.take(sender)
    return RequestKey(sender, name, hashlib.sha256(body).hexdigest()), body


def _request_name(request: Request) -> str:
    """The key that a retry repeats; without one it is 400 (draft-ietf-httpapi-idempotency-key)."""
    name = request.headers.get("idempotency-key", "").strip('"')
    if not EVENT_ID.fullmatch(name):
        raise NoRequestKey
    return name


def _asked(body: bytes) -> EnrollmentRequest:
    try:
        return EnrollmentRequest.model_validate_json(body)
    except ValidationError as invalid:
        faults = invalid.errors(include_url=False, include_input=False)
        raise InvalidRequest({_pointer(*each["loc"]): each["msg"] for each in faults}) from None


def _prospect(asked: EnrollmentRequest) -> Prospect:
    """By the rules of the CSV: names as templates know them, what is empty is not there."""
    named: dict[str, str] = {}
    for title, text in asked.prospect.items():
        name = field_of(title)
        if name in named:
            raise InvalidRequest({_pointer("prospect", title): f"{name!r} is there twice"})
        if name and text and text.strip():
            named[name] = text.strip()
    try:
        return prospect_of(named)
    except InvalidProspect as invalid:
        raise InvalidRequest({_pointer("prospect"): str(invalid)}) from None


def _pointer(*place: int | str) -> str:
    """The place as the fragment of a URI (RFC 6901 section 6)."""
    escaped = (re.sub("[~/]", lambda c: {"~": "~0", "/": "~1"}[c[0]], str(part)) for part in place)
    return "".join(["#", *(f"/{part}" for part in escaped)])


def _answer(answer: Answered) -> JSONResponse:
    content = EnrollmentAnswer(
        outcome=answer.outcome, enrollment=answer.enrollment_id, detail=SAID[answer.outcome]
    )
    return JSONResponse(content.model_dump(), 201 if answer.enrollment_id else 200)

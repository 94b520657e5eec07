"""What the OpenAPI document says beyond what FastAPI sees for itself.

Bodies are read by hand, so that no more than the limit is ever held: their shape is said here.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
_TEXT = {"type": ["string", "null"], "maxLength": 10_000}
PROSPECT: dict[str, Any] = {
    "description": "the columns of a CSV; every other field is a variable for templates",
    "properties": {
        "email": {**_TEXT, "description": "RFC 5321"},
        "phone": {**_TEXT, "description": "with its country, such as +49 30 901820"},
        "linkedin_url": {**_TEXT, "description": "https://www.linkedin.com/in/NAME"},
        "timezone": {**_TEXT, "description": "IANA, such as Europe/Berlin"},
        "country": {**_TEXT, "description": "ISO 3166, two letters"},
        "region": {**_TEXT, "description": "of the country, for its holidays"},
        "account": {**_TEXT, "description": "the company, else the field `company`"},
    },
    "anyOf": [{"required": [way]} for way in ("email", "linkedin_url", "phone")],
}
SAID = {
    400: "Idempotency-Key is missing, or the body was cut short",
    401: "no API key, and no signature",
    408: "the body did not arrive within 30 seconds",
    409: "the Idempotency-Key stands for another request",
    413: "the body is larger than 256 KiB",
    415: "the body has a Content-Encoding",
    422: "the request cannot be done as it is; errors name the places",
    429: "too many requests with this key",
    503: "the ledger is away; nothing was stored",
}


def problem(status: int) -> dict[str, Any]:
    """One error (RFC 9457) as the document describes it."""
    content = {"application/problem+json": {"schema": PROBLEM}}
    return {"description": SAID[status], "content": content}


def name_schemes(app: FastAPI) -> None:
    """Say in the document how a caller shows who they are."""
    made = app.openapi

    def document() -> dict[str, Any]:
        schema = made()
        components = schema.setdefault("components", {})
        components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        return schema

    # FastAPI's own way to extend the document: it is asked for through this attribute.
    app.openapi = document  # type: ignore[method-assign]  # -- the documented way


def of_enrollments(asked: type[BaseModel], answer: type[BaseModel]) -> dict[str, Any]:
    """What a route that enrolls says of itself."""
    return {
        "status_code": 201,
        "responses": {
            200: {"model": answer, "description": "not enrolled; `outcome` says why"},
            201: {"model": answer, "description": "enrolled"},
            **{status: problem(status) for status in SAID},
        },
        "openapi_extra": {
            "security": [{"key": []}],
            "parameters": [
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": True,
                    "description": "the sender's own name of this request, the same on a retry",
                    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_:-]{1,128}$"},
                }
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": asked.model_json_schema()}},
            },
        },
    }

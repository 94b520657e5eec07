"""The OpenAPI document is true: what it allows or forbids is answered as it says, never by 5xx."""

from __future__ import annotations

import asyncio
from typing import Any

import schemathesis
from hypothesis import settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from ledger.memory import MemoryLedger
from tests.webhooks.door import API_KEY, INTRODUCTION, KEY, MONDAY, SECRET, desk_of
from webhooks.app import OPENAPI, create_app
from webhooks.callers import RateLimit
from webhooks.standard import StandardEndpoint

UNLIMITED = RateLimit(at_once=1e9)


def document() -> schemathesis.BaseSchema:
    """Of the whole app, opt-out pages and all, over a ledger with one cadence."""
    ledger = MemoryLedger()
    asyncio.run(ledger.publish(INTRODUCTION, MONDAY))
    desk, _ = desk_of(ledger, UNLIMITED)
    app = create_app(ledger, lambda: MONDAY, StandardEndpoint(SECRET), (KEY,), desk=desk)
    return schemathesis.openapi.from_asgi(OPENAPI, app)


schema = document()


@schema.parametrize()
@settings(derandomize=True, max_examples=100, deadline=None)
def test_every_answer_is_one_that_the_document_names(case: schemathesis.Case[Any]) -> None:
    """Status, content type and shape; what is refused by its shape, and who has no key, too."""
    body = case.body
    if isinstance(body, dict) and isinstance(body.get("cadence"), str):
        # Else nobody would ever be enrolled: no chance finds a published name.
        body["cadence"] = INTRODUCTION.name

    case.call_and_validate(
        headers={"Authorization": f"Bearer {API_KEY}"},
        # A schema cannot say that an address is one, nor that a telephone is.
        excluded_checks=[positive_data_acceptance],
    )


def test_the_document_speaks_of_every_door_for_machines() -> None:
    """Health, readiness and enrolling; pages for people are none."""
    assert sorted(schema.raw_schema["paths"]) == ["/healthz", "/readyz", "/v1/enrollments"]

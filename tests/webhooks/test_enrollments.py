"""Enrolling from outside: who may, what is asked, what is answered, and that it happens once."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import LedgerUnavailable
from domain.ports import InboundEvent
from ledger.memory import MemoryLedger
from tests.webhooks.door import (
    ADA,
    API_KEY,
    INTRODUCTION,
    MONDAY,
    ShippedLedger,
    desk_of,
    door_to,
    ended,
    enrolled,
    signed,
)
from webhooks.callers import ApiKeys, RateLimit
from webhooks.errors import InvalidSecret, TooManyRequests

ASKED = {"cadence": INTRODUCTION.name, "prospect": {"email": ADA, "First Name": "Ada"}}


class LedgerAway(MemoryLedger):
    """A ledger that cannot be reached."""

    async def enroll_once(self, *_: object, **__: object) -> Any:  # noqa: ANN401 -- never answers
        raise LedgerUnavailable

    async def undelivered(self, limit: int = 100) -> Any:  # noqa: ANN401 -- never answers
        raise LedgerUnavailable


async def ask(
    client: httpx.AsyncClient, asked: object = ASKED, key: str = "lead-1", **headers: str
) -> httpx.Response:
    body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    sent = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": key, **headers}
    return await client.post("/v1/enrollments", content=body, headers=sent)


async def published(ledger: ShippedLedger) -> ShippedLedger:
    await ledger.publish(INTRODUCTION, MONDAY)
    return ledger


async def test_a_prospect_is_enrolled_and_started(ledger: ShippedLedger) -> None:
    """201 with the id; the ledger has the prospect as a CSV would have given it."""
    desk, started = desk_of(await published(ledger))

    async with door_to(ledger, desk) as client:
        answer = await ask(client)

    assert answer.status_code == 201
    said = answer.json()
    assert said == {"outcome": "enrolled", "enrollment": said["enrollment"], "detail": "enrolled"}
    assert started == [said["enrollment"]]
    enrollee = await ledger.enrollee(said["enrollment"])
    assert (enrollee.prospect.email, enrollee.prospect.variables) == (ADA, {"first_name": "Ada"})


async def test_a_retry_has_the_same_answer(ledger: ShippedLedger) -> None:
    """The sender that did not hear us asks again: one enrollment; the run is seen to once more."""
    desk, started = desk_of(await published(ledger))

    async with door_to(ledger, desk) as client:
        first, second = await ask(client), await ask(client)

    assert (second.status_code, second.json()) == (201, first.json())
    assert len(await ledger.enrollments()) == 1
    assert len(set(started)) == 1


async def test_a_key_used_for_something_else_is_409() -> None:
    """A new lead under an old key would be lost in silence."""
    ledger = await published(MemoryLedger())

    async with door_to(ledger, desk_of(ledger)[0]) as client:
        await ask(client)
        other = await ask(client, ASKED | {"prospect": {"email": "bo@else.example"}})

    assert other.status_code == 409
    assert len(await ledger.enrollments()) == 1


async def test_it_says_why_not(ledger: ShippedLedger) -> None:
    """Already active, had it before, opted out: 200 with the reason, and nothing starts."""
    ticket = await enrolled(ledger)
    desk, started = desk_of(ledger)

    async with door_to(ledger, desk) as client:
        active = await ask(client, key="1")
        await ended(ledger, ticket)
        finished = await ask(client, key="2")
        again = await ask(client, ASKED | {"again": True}, key="3")
        opt_out = InboundEvent("crm", "1", "opt_out", MONDAY, b"", email="bo@else.example")
        await ledger.ingest(opt_out)
        bo = await ask(client, ASKED | {"prospect": {"email": "bo@else.example"}}, key="4")

    answers = (active, finished, again, bo)
    outcomes = [(answer.status_code, answer.json()["outcome"]) for answer in answers]
    assert outcomes == [
        (200, "already_active"),
        (200, "already_finished"),
        (201, "enrolled"),
        (200, "suppressed"),
    ]
    assert bo.json()["detail"] == "on the list of those who may not be contacted"
    assert started == [again.json()["enrollment"]]


async def test_a_signature_opens_the_door_too() -> None:
    """What signs webhooks needs no API key; its webhook-id is the key of the request."""
    ledger = await published(MemoryLedger())
    body = json.dumps(ASKED).encode()

    async with door_to(ledger, desk_of(ledger)[0]) as client:
        first = await client.post("/v1/enrollments", content=body, headers=signed(body))
        again = await client.post("/v1/enrollments", content=body, headers=signed(body))
        forged = await client.post("/v1/enrollments", content=body + b" ", headers=signed(body))

    assert [answer.status_code for answer in (first, again, forged)] == [201, 201, 401]
    assert len(await ledger.enrollments()) == 1


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", f"Basic {API_KEY}", "Bearer x", f"Bearer {API_KEY}x", API_KEY]
)
async def test_strangers_are_401(authorization: str) -> None:
    """Without the key nothing is read and nobody enrolled."""
    ledger = await published(MemoryLedger())

    async with door_to(ledger, desk_of(ledger)[0]) as client:
        answer = await ask(client, Authorization=authorization)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert await ledger.enrollments() == ()


@pytest.mark.parametrize("key", ["", " ", "a b", "ü".encode().decode("latin-1"), "x" * 129, "a.b"])
async def test_a_request_without_a_sound_key_is_400(key: str) -> None:
    """A retry could not be told from a second lead."""
    ledger = await published(MemoryLedger())

    async with door_to(ledger, desk_of(ledger)[0]) as client:
        body = json.dumps(ASKED).encode()
        headers = [("Authorization", f"Bearer {API_KEY}"), ("Idempotency-Key", key)]
        sent = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        answer = await client.post("/v1/enrollments", content=body, headers=sent)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("Idempotency-Key must be")


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (b"", "#"),
        (b"[" * 50_000, "#"),
        ([], "#"),
        ({"prospect": {"email": ADA}}, "#/cadence"),
        ({"cadence": "introduction"}, "#/prospect"),
        (ASKED | {"mood": "good"}, "#/mood"),
        (ASKED | {"again": "yes"}, "#/again"),
        (ASKED | {"cadence": "unknown"}, "#/cadence"),
        (ASKED | {"prospect": {}}, "#/prospect"),
        (ASKED | {"prospect": {"email": " "}}, "#/prospect"),
        (ASKED | {"prospect": {"email": "nobody"}}, "#/prospect"),
        (ASKED | {"prospect": {"email": ADA, "country": "Atlantis"}}, "#/prospect"),
        (ASKED | {"prospect": {"email": ADA, "seats": 7}}, "#/prospect/seats"),
        (ASKED | {"prospect": {"email": ADA, "a/b~": "\0"}}, "#/prospect/a~1b~0"),
        (ASKED | {"prospect": {"email": ADA, "E-Mail": "1", "e_mail": "2"}}, "#/prospect/e_mail"),
    ],
    ids=lambda each: str(each)[:40],
)
async def test_what_cannot_be_done_is_422_with_its_place(asked: object, pointer: str) -> None:
    """A problem document whose errors point into the request; nobody is enrolled."""
    ledger = await published(MemoryLedger())

    async with door_to(ledger, desk_of(ledger)[0]) as client:
        answer = await ask(client, asked)

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert await ledger.enrollments() == ()


async def test_too_many_requests_are_429() -> None:
    """One caller in a loop does not take the door from the others."""
    ledger = await published(MemoryLedger())
    desk, _ = desk_of(ledger, RateLimit(at_once=2, a_second=0.001))

    async with door_to(ledger, desk) as client:
        answers = [await ask(client, key=str(number)) for number in range(3)]

    assert [answer.status_code for answer in answers] == [201, 200, 429]
    assert answers[-1].headers["Retry-After"] == "1"


def test_a_bucket_fills_again() -> None:
    """So many at once, then so many a second, for each caller alone; never more than at once."""
    seconds = [0.0]
    limit = RateLimit(at_once=2, a_second=1, monotonic=lambda: seconds[0])

    def taken(caller: str) -> bool:
        try:
            limit.take(caller)
        except TooManyRequests:
            return False
        return True

    assert [taken("a"), taken("a"), taken("a"), taken("b")] == [True, True, False, True]
    seconds[0] = 1.0
    assert [taken("a"), taken("a")] == [True, False]
    seconds[0] = 100.0
    assert [taken("a"), taken("a"), taken("a")] == [True, True, False]


def test_a_short_key_is_refused() -> None:
    """At the start, by the name of the variable."""
    with pytest.raises(InvalidSecret, match="DRUMBEAT_API_KEYS"):
        ApiKeys(f"{API_KEY}, short")


async def test_while_the_ledger_is_away_nothing_is_promised() -> None:
    """503 with Retry-After, from the door and from the probe; the process itself is well."""
    desk, started = desk_of(LedgerAway())

    async with door_to(MemoryLedger(), desk) as client:
        asked, ready, alive = (
            await ask(client),
            await client.get("/readyz"),
            await client.get("/healthz"),
        )

    assert (asked.status_code, ready.status_code, alive.status_code) == (503, 503, 200)
    assert asked.headers["Retry-After"] == ready.headers["Retry-After"] == "5"
    assert started == []


async def test_a_ledger_that_answers_is_ready(ledger: ShippedLedger) -> None:
    """The probe asks the ledger itself."""
    async with door_to(ledger, desk_of(ledger)[0]) as client:
        answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_the_document_names_what_is_served() -> None:
    """OpenAPI at its address, with the door, its key, and the probes; no more."""
    ledger = MemoryLedger()

    async with door_to(ledger, desk_of(ledger)[0]) as client:
        document = (await client.get("/v1/openapi.json")).json()
        others = [await client.get(path) for path in ("/docs", "/redoc", "/openapi.json")]

    assert sorted(document["paths"]) == ["/healthz", "/readyz", "/v1/enrollments"]
    operation = document["paths"]["/v1/enrollments"]["post"]
    assert {"200", "201", "401", "409", "422", "429", "503"} <= set(operation["responses"])
    assert document["components"]["securitySchemes"]["key"] == {"type": "http", "scheme": "bearer"}
    assert {answer.status_code for answer in others} == {404}


VALUE = st.none() | st.text(max_size=30) | st.integers() | st.lists(st.text(), max_size=2)
FIELDS = st.sampled_from(["email", "phone", "linkedin_url", "timezone", "country", "First Name"])


@settings(max_examples=200, deadline=None)
@given(
    prospect=st.dictionaries(FIELDS | st.text(max_size=12), VALUE, max_size=5) | VALUE,
    cadence=st.just(INTRODUCTION.name) | VALUE,
)
async def test_noise_is_refused_or_enrolled(prospect: object, cadence: object) -> None:
    """Whatever a form sends is never a fault of ours, and enrolls only where it says so."""
    ledger = await published(MemoryLedger())

    async with door_to(ledger, desk_of(ledger)[0]) as client:
        answer = await ask(client, {"cadence": cadence, "prospect": prospect})

    assert answer.status_code in (201, 422)
    assert len(await ledger.enrollments()) == (answer.status_code == 201)

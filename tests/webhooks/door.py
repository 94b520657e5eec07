"""What the tests of the public door share: signed requests, a watched ingress, an enrollment."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import httpx
from standardwebhooks.webhooks import Webhook

from config.host_clock import host_now
from domain.cadence import Cadence, Compliance, EmailStep
from domain.facts import EnrollmentEnded, Report
from domain.people.prospects import Prospect
from domain.ports import InboundEvent, Ingested, Ingress
from ledger.memory import MemoryLedger
from ledger.records import Ticket
from ledger.sql import SqlLedger
from tests.webhooks.serving import served
from webhooks.app import create_app
from webhooks.callers import ApiKeys, RateLimit
from webhooks.enrollments import Desk
from webhooks.standard import StandardEndpoint

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
API_KEY = "an-api-key-of-at-least-32-characters"
KEY = "a key of at least thirty-two characters"
ADA = "ada@lovelace.example"
ADAS_PHONE = "+442079460123"
ShippedLedger: TypeAlias = MemoryLedger | SqlLedger
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)

INTRODUCTION = Cadence(
    name="introduction",
    compliance=Compliance(postal_address="1 Harbour Street, Dover", opt_out="Reply stop"),
    steps=(EmailStep(id="hello", day=1, channel="email", subject="Hello", text="Hi."),),
)


class WatchedIngress:
    """An ingress that keeps what came through to it."""

    def __init__(self, ingress: Ingress) -> None:
        self._ingress = ingress
        self.events: list[InboundEvent] = []

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        self.events.append(event)
        return await self._ingress.ingest(event)

    async def report(self, enrollment_id: str, fact: Report) -> Ingested:
        return await self._ingress.report(enrollment_id, fact)

    async def allow_texts(self, phone: str, heard: str, at: datetime) -> bool:
        return await self._ingress.allow_texts(phone, heard, at)


async def enrolled(ledger: ShippedLedger, email: str = ADA) -> Ticket:
    await ledger.publish(INTRODUCTION, MONDAY)
    prospect = Prospect(id="", email=email, phone=ADAS_PHONE if email == ADA else None)
    (ticket,) = await ledger.enroll([prospect], INTRODUCTION.name, MONDAY, False)
    assert isinstance(ticket, Ticket)
    return ticket


async def ended(ledger: ShippedLedger, ticket: Ticket) -> None:
    end = EnrollmentEnded(at=MONDAY, state="finished", reason="completed")
    await ledger.append(ticket.enrollment_id, [end])


def desk_of(ledger: ShippedLedger, limit: RateLimit | None = None) -> tuple[Desk, list[str]]:
    """A desk of this ledger, and the enrollments whose runs it has had started."""
    started: list[str] = []
    return Desk(ledger, ApiKeys(API_KEY), started.append, limit or RateLimit()), started


@asynccontextmanager
async def door_to(ingress: Ingress, desk: Desk | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app over this ingress, answered even where the app has a defect."""
    app = create_app(ingress, lambda: MONDAY, StandardEndpoint(SECRET), desk=desk)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://door.example") as client:
        yield client


@asynccontextmanager
async def served_door(
    ingress: Ingress, keys: Sequence[str] = (KEY,)
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app behind a real uvicorn on loopback."""
    app = create_app(ingress, lambda: MONDAY, StandardEndpoint(SECRET), keys)
    async with (
        served(app) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


def body_of(fact: str = "reply", **clues: object) -> bytes:
    return json.dumps({"type": fact, "data": clues}).encode()


def signed(
    body: bytes, event_id: str = "msg_1", age: timedelta = timedelta(), secret: str = SECRET
) -> dict[str, str]:
    """The three headers, as a sender of `age` ago made them."""
    at = host_now() - age
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, at, body.decode()),
    }


async def post(
    client: httpx.AsyncClient, body: bytes, headers: dict[str, str] | None = None
) -> httpx.Response:
    """Post to our own endpoint, soundly signed unless other headers are given."""
    headers = signed(body) if headers is None else headers
    return await client.post("/webhooks/standard", content=body, headers=headers)

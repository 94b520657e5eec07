"""The endpoint accepts what is signed and sound, says what became of it, and stops the touch."""

from __future__ import annotations

import json
from datetime import timedelta

import structlog

from domain.errors import LedgerUnavailable
from domain.facts import OpportunityWon
from domain.mailboxes import Mailbox
from domain.ports import ClaimRequest, InboundEvent, Ingested, Refusal
from ledger.memory import MemoryLedger
from tests.webhooks.door import (
    ADA,
    MONDAY,
    ShippedLedger,
    WatchedIngress,
    body_of,
    door_to,
    ended,
    enrolled,
    post,
    signed,
)


class LedgerAway(MemoryLedger):
    """An ingress whose ledger cannot be reached."""

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        raise LedgerUnavailable


class LedgerBroken(MemoryLedger):
    """An ingress with a defect."""

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        raise ZeroDivisionError


async def test_reply_is_accepted_and_stored(ledger: ShippedLedger) -> None:
    """A reply that names its enrollment waits in the inbox under its source id."""
    ticket = await enrolled(ledger)

    async with door_to(ledger) as client:
        answer = await post(client, body_of("reply", enrollment=ticket.enrollment_id))

    assert answer.status_code == 202
    assert answer.json() == {"verdict": "accepted", "enrollment": ticket.enrollment_id}
    (row,) = await ledger.undelivered(10)
    assert (row.fact, row.source_id, row.received_at) == ("reply", "webhook/msg_1", MONDAY)
    assert row.workflow_id == ticket.workflow_id


async def test_what_somebody_wrote_is_kept_to_be_read(ledger: ShippedLedger) -> None:
    """Under `text`, without what is quoted; what is no text there is no fault."""
    ticket = await enrolled(ledger)
    said: tuple[object, ...] = ("Call me.\n\n> Hi Ada", 5, None)

    async with door_to(ledger) as client:
        for number, text in enumerate(said):
            body = body_of("reply", enrollment=ticket.enrollment_id, text=text)
            answer = await post(client, body, signed(body, f"msg_{number}"))
            assert answer.status_code == 202

    assert [row.words for row in await ledger.events()] == ["Call me.", None, None]


async def test_accepted_reply_stops_the_touch(ledger: ShippedLedger) -> None:
    """After the 202 no claim of that enrollment goes through, with no workflow involved."""
    ticket = await enrolled(ledger)
    claim = ClaimRequest(
        enrollment_id=ticket.enrollment_id,
        step="hello",
        generation=1,
        token="t",
        message_id="<hello@northwind.example>",
        mailbox=Mailbox("robin@northwind.example", "Robin Vale <robin@northwind.example>"),
        recipient=ADA,
        message=b"",
        not_after=MONDAY + timedelta(hours=1),
        at=MONDAY,
    )

    async with door_to(ledger) as client:
        await post(client, body_of("reply", email=ADA))

    assert await ledger.reserve(claim) is Refusal.STOP_PENDING


async def test_event_is_matched_by_mail_address(ledger: ShippedLedger) -> None:
    """The address finds the open enrollment, whatever its case."""
    ticket = await enrolled(ledger)

    async with door_to(ledger) as client:
        answer = await post(client, body_of("opt_out", email=ADA.upper()))

    assert answer.json() == {"verdict": "accepted", "enrollment": ticket.enrollment_id}


async def test_an_opportunity_is_recorded_with_its_id_and_its_instant(
    ledger: ShippedLedger,
) -> None:
    """A CRM's event is a fact of the enrollment at once; no run is told of it."""
    ticket = await enrolled(ledger)
    clues = {"email": ADA, "opportunity": "006A", "amount": 12_000}
    told = {"type": "opportunity_won", "timestamp": "2026-03-09T09:30:00+01:00", "data": clues}

    async with door_to(ledger) as client:
        answer = await post(client, json.dumps(told).encode())

    assert answer.json() == {"verdict": "accepted", "enrollment": ticket.enrollment_id}
    _, _, facts = await ledger.enrollment(ticket.enrollment_id)
    at = MONDAY.replace(day=9, hour=8, minute=30)
    assert facts[-1].fact == OpportunityWon(at=at, opportunity="006A")
    assert await ledger.undelivered(10) == ()


async def test_repeated_event_is_a_duplicate(ledger: ShippedLedger) -> None:
    """A sender that did not hear our 2xx may send again: one event, one row, 202 again."""
    ticket = await enrolled(ledger)
    body = body_of("reply", enrollment=ticket.enrollment_id)

    async with door_to(ledger) as client:
        await post(client, body)
        again = await post(client, body)

    assert (again.status_code, again.json()["verdict"]) == (202, "duplicate")
    assert len(await ledger.undelivered(10)) == 1


async def test_event_about_a_stranger_is_unmatched(ledger: ShippedLedger) -> None:
    """Whom nobody knows is no error of the sender's: 202, and nothing to deliver."""
    async with door_to(ledger) as client:
        by_email = await post(client, body_of("reply", email="who@else.example"))
        body = body_of("reply", enrollment="e-nobody")
        by_enrollment = await post(client, body, signed(body, "msg_2"))

    for answer in (by_email, by_enrollment):
        assert answer.status_code == 202
        assert answer.json() == {"verdict": "unmatched", "enrollment": None}
    assert await ledger.undelivered(10) == ()


async def test_event_after_the_end_is_too_late(ledger: ShippedLedger) -> None:
    """An enrollment that has ended hears nothing more."""
    ticket = await enrolled(ledger)
    await ended(ledger, ticket)

    async with door_to(ledger) as client:
        answer = await post(client, body_of("reply", enrollment=ticket.enrollment_id))

    assert (answer.status_code, answer.json()["verdict"]) == (202, "too_late")
    assert await ledger.undelivered(10) == ()


async def test_raw_bytes_are_kept_with_what_we_do_not_know() -> None:
    """Extra keys inside data are allowed; the bytes reach the ledger as they were signed."""
    ingress = WatchedIngress(MemoryLedger())
    body = b'{ "type":"reply","timestamp":"2026-03-02T10:00:00.5+01:00",\n'
    body += b'"data":{"email":" ada@lovelace.example ","sentiment":{"warm":0.9}} }'

    async with door_to(ingress) as client:
        answer = await post(client, body)

    assert answer.status_code == 202
    (event,) = ingress.events
    assert (event.raw, event.email, event.provider) == (body, ADA, "webhook")


async def test_one_sound_signature_among_several_is_enough() -> None:
    """Senders that rotate keys or schemes sign more than once."""
    ingress = WatchedIngress(MemoryLedger())
    body = body_of(email=ADA)
    headers = signed(body)
    headers["webhook-signature"] = f"v1a,bm9uZQ== v1,b2xk {headers['webhook-signature']}"

    async with door_to(ingress) as client:
        answer = await post(client, body, headers)

    assert answer.status_code == 202


async def test_ledger_away_asks_the_sender_to_come_again() -> None:
    """Nothing is acknowledged that was not stored."""
    async with door_to(LedgerAway()) as client:
        answer = await post(client, body_of(email=ADA))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.json()["status"] == 503


async def test_defect_is_a_problem_document_without_details() -> None:
    """A bug of ours tells the sender to send again, and nothing about the bug."""
    async with door_to(LedgerBroken()) as client:
        answer = await post(client, body_of(email=ADA))

    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "division" not in answer.text


async def test_logs_name_ids_only(ledger: ShippedLedger) -> None:
    """What is logged of an event leads to no person without the ledger."""
    ticket = await enrolled(ledger)

    with structlog.testing.capture_logs() as lines:
        async with door_to(ledger) as client:
            await post(client, body_of(email=ADA, text="please call Ada"))
            await post(client, body_of(email=ADA), {"webhook-id": ADA})

    assert [line["event"] for line in lines] == ["webhook_ingested", "webhook_refused"]
    assert lines[0]["enrollment"] == ticket.enrollment_id
    assert "ada" not in json.dumps(lines).lower()


async def test_health() -> None:
    """A probe learns that the process answers."""
    async with door_to(MemoryLedger()) as client:
        answer = await client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_nothing_else_is_served() -> None:
    """No schema, no documentation pages, no redirects; strangers get problem documents."""
    async with door_to(MemoryLedger()) as client:
        paths = ("/", "/docs", "/redoc", "/openapi.json", "/webhooks/standard/", "/healthz/")
        answers = [await client.get(path) for path in paths]
        wrong_method = await client.get("/webhooks/standard")

    assert [answer.status_code for answer in answers] == [404] * len(paths)
    assert wrong_method.status_code == 405
    for answer in (*answers, wrong_method):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json().keys() == {"type", "title", "status", "detail"}

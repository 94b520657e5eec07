"""What most contract tests start from: a Monday, an enrollment, a planned touch, a claim on it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, text

from domain.cadence import Cadence
from domain.facts import Enrolled, EnrollmentEnded, TouchPlanned
from domain.people.prospects import Prospect
from domain.ports import Claim, ClaimRequest, InboundEvent, TaskRequest
from ledger.memory import MemoryLedger
from ledger.records import EnrollmentRow, Ticket
from ledger.sql import SqlLedger
from tests.builders import ROBIN, a_cadence, a_prospect, a_step

AnyLedger = MemoryLedger | SqlLedger

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NURTURE = a_cadence(name="nurture", steps=[a_step(id="note")])
INTRODUCTION = a_cadence(steps=[a_step(), a_step(id="call", channel="call", day=2)])


async def an_enrolled(ledger: AnyLedger, prospect: Prospect | None = None) -> str:
    """The id of a new enrollment."""
    return (await a_ticket(ledger, prospect)).enrollment_id


async def a_ticket(ledger: AnyLedger, prospect: Prospect | None = None) -> Ticket:
    await ledger.publish(INTRODUCTION, MONDAY)
    (ticket,) = await ledger.enroll([prospect or a_prospect()], INTRODUCTION.name, MONDAY, False)
    assert isinstance(ticket, Ticket)
    return ticket


async def row_of(ledger: AnyLedger, enrollment_id: str) -> EnrollmentRow:
    row, _, _ = await ledger.enrollment(enrollment_id)
    return row


def a_plan(step: str = "intro", generation: int = 1, **fields: Any) -> TouchPlanned:  # noqa: ANN401 -- whatever a plan has
    plan = TouchPlanned(
        at=MONDAY,
        step=step,
        generation=generation,
        channel="email",
        due_at=MONDAY + HOUR,
        not_after=MONDAY + 8 * HOUR,
        timezone="Europe/Berlin",
        why="day 1",
    )
    return replace(plan, **fields)


def a_request(enrollment_id: str, token: str = "first", **fields: Any) -> ClaimRequest:  # noqa: ANN401, S107 -- whatever a request has; no secret
    request = ClaimRequest(
        enrollment_id=enrollment_id,
        step="intro",
        generation=1,
        token=token,
        message_id=f"<{enrollment_id}.{token}@northwind.example>",
        mailbox=ROBIN,
        recipient="ada@example.com",
        message=b"Subject: Hello\r\n\r\nHi Ada",
        not_after=MONDAY + 8 * HOUR,
        at=MONDAY + HOUR,
    )
    return replace(request, **fields)


async def a_claim(ledger: AnyLedger, enrollment_id: str, token: str = "first") -> Claim:  # noqa: S107 -- no secret
    claim = await ledger.reserve(a_request(enrollment_id, token))
    assert isinstance(claim, Claim)
    return claim


def a_task(enrollment_id: str, **fields: Any) -> TaskRequest:  # noqa: ANN401 -- whatever a request has
    request = TaskRequest(
        enrollment_id=enrollment_id,
        step="call",
        generation=1,
        kind="call",
        channel="call",
        not_after=MONDAY + 8 * HOUR,
        until=MONDAY + DAY,
        at=MONDAY + HOUR,
        detail="Ask about the rollout.",
    )
    return replace(request, **fields)


def an_event(fact: str = "reply", event_id: str = "1", **clues: Any) -> InboundEvent:  # noqa: ANN401 -- whatever an event has
    given = {"received_at": MONDAY + HOUR, "raw": b"{}", **clues}
    return InboundEvent(provider="crm", event_id=event_id, fact=fact, **given)


def ended(then: str | None = "nurture", **fields: Any) -> EnrollmentEnded:  # noqa: ANN401 -- whatever an end has
    given = {"state": "finished", "reason": "switched", **fields}
    return EnrollmentEnded(at=MONDAY + HOUR, then=then, **given)


async def followers(ledger: AnyLedger, of: str) -> list[str]:
    """The other enrollments there are."""
    return [row.enrollment for row in await ledger.enrollments() if row.enrollment != of]


async def the_follower(ledger: AnyLedger, of: str) -> tuple[Ticket, Enrolled]:
    (follower,) = await followers(ledger, of)
    _, _, (first,) = await ledger.enrollment(follower)
    assert isinstance(first.fact, Enrolled)
    return await ledger.ticket(follower), first.fact


def a_choosy(name: str = "choosy", **enrolling: Any) -> Cadence:  # noqa: ANN401 -- whatever a rule says
    """A cadence of a group of its own, with these rules on who comes in."""
    return a_cadence(name=name, exclusivity_group="choosy", enrolling=enrolling)


def somebody(number: int, **fields: Any) -> Prospect:  # noqa: ANN401 -- whatever a prospect has
    address = f"p{number}@example.com"
    return a_prospect(id=f"p{number}", email=address, phone=None, linkedin_url=None, **fields)


async def somebody_waits(ledger: SqlLedger, many: int = 1) -> None:
    """Return when so many transactions of the PostgreSQL server wait for others."""
    count = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    waiting = partial(Connection.scalar, statement=count)
    async with asyncio.timeout(20):
        while (await ledger._database.read(waiting) or 0) < many:  # noqa: ASYNC110 -- a database sets no event
            await asyncio.sleep(0.01)


async def answers_for(
    ledger: AnyLedger, cadence: Cadence, *people: Prospect, at: datetime = MONDAY + 30 * DAY
) -> list[str]:
    """How it went for each: `in`, or why not."""
    await ledger.publish(cadence, at)
    answers = await ledger.enroll(people, cadence.name, at)
    return ["in" if isinstance(answer, Ticket) else answer.value for answer in answers]

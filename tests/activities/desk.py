"""One enrollment on the shipped ledger, a scripted mail server, and the activity between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter
from temporalio.testing import ActivityEnvironment

from activities.email import NOTHING_ADDED, EmailActivities
from activities.mail import Letterhead
from activities.rep_work import Now
from activities.touching import Started, StartTouch
from activities.transports.smtp import SmtpTransport
from activities.transports.smtp_connections import Limits
from domain.cadence import Cadence
from domain.facts import (
    Enrolled,
    Fact,
    TouchPlanned,
)
from domain.mailboxes.servers import Server
from domain.people.prospects import Prospect
from domain.ports import ClaimState
from ledger.memory import MemoryLedger
from ledger.records import Ticket
from ledger.sql import SqlLedger
from tests.builders import ROBIN, a_cadence, a_prospect
from tests.smtp_server import Script, ScriptedServer, a_scripted_server

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = MONDAY + timedelta(hours=1)
CLOSES = MONDAY + timedelta(hours=8)
NO_FILES: Mapping[str, bytes] = {}
HASTY = Limits(command=0.2, reply=0.2)
STARTED: TypeAdapter[Started] = TypeAdapter(Started)


@dataclass
class Watch:
    """A clock that stands still until a test moves it."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def moves(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Desk:
    """One enrollment, its ledger, a scripted mail server, and the activity."""

    ledger: MemoryLedger
    server: ScriptedServer
    activities: EmailActivities
    enrollment_id: str

    async def send(self, generation: int = 1, attempt: int = 1, step: str = "intro") -> Started:
        """Run the activity as Temporal would, and take its answer over the wire."""
        environment = ActivityEnvironment()
        info = ActivityEnvironment.default_info()
        environment.info = replace(info, attempt=attempt, task_token=b"token%d" % attempt)
        request = StartTouch(self.enrollment_id, step, generation, "email", CLOSES)
        started: Started = await environment.run(self.activities.send_email, request)
        assert STARTED.validate_json(STARTED.dump_json(started)) == started
        assert started in await self.facts(), "the ledger does not have what was answered"
        return started

    async def facts(self) -> list[Fact]:
        _, _, rows = await self.ledger.enrollment(self.enrollment_id)
        return [row.fact for row in rows if not isinstance(row.fact, Enrolled | TouchPlanned)]

    def claim_state(self) -> ClaimState | None:
        frozen = self.ledger._memory.kept(self.enrollment_id).claims.get("intro")
        return frozen.claim.state if frozen else None


@asynccontextmanager
async def a_desk(  # noqa: PLR0913, PLR0917 -- a test names only what matters to it
    first: Script | None = None,
    later: Script | None = None,
    ledger: MemoryLedger | None = None,
    cadence: Cadence | None = None,
    prospect: Prospect | None = None,
    now: Now = lambda: NOW,
    letterhead: Letterhead = NOTHING_ADDED,
    contents: Mapping[str, bytes] = NO_FILES,
) -> AsyncIterator[Desk]:
    ledger = ledger or MemoryLedger()
    async with a_scripted_server(first, later) as server:
        transport = SmtpTransport(Server("127.0.0.1", server.port), HASTY)
        enrollment_id = await an_enrollment_of(
            ledger, cadence or a_cadence(), prospect or a_prospect(), contents
        )
        activities = EmailActivities(ledger, transport, [ROBIN], now, letterhead)
        yield Desk(ledger, server, activities, enrollment_id)
        await transport.aclose()
        await asyncio.sleep(0)


async def an_enrollment_of(
    ledger: MemoryLedger | SqlLedger,
    cadence: Cadence,
    prospect: Prospect,
    contents: Mapping[str, bytes] = NO_FILES,
    channel: str = "email",
) -> str:
    await ledger.publish(cadence, MONDAY, contents)
    (ticket,) = await ledger.enroll([prospect], cadence.name, MONDAY)
    assert isinstance(ticket, Ticket)
    plan = TouchPlanned(
        at=MONDAY,
        step="intro",
        generation=1,
        channel=channel,
        due_at=NOW,
        not_after=CLOSES,
        timezone="Europe/Berlin",
        why="day 1",
    )  # fmt: skip -- a plan is beside the point here
    await ledger.append(ticket.enrollment_id, [plan])
    return ticket.enrollment_id

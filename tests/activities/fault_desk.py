"""The send activity on a real SQLite ledger and the real transport, against a server that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select
from temporalio.testing import ActivityEnvironment

from activities.email import EmailActivities
from activities.touching import Started, StartTouch
from activities.transports.smtp import SmtpTransport
from activities.transports.smtp_connections import Limits
from domain.cadence import Cadence
from domain.facts import Fact
from domain.mailboxes.servers import Server
from domain.ports import ClaimState
from ledger.schema import claims
from ledger.sql import SqlLedger
from tests.activities.desk import CLOSES, NOW, an_enrollment_of
from tests.builders import ROBIN, a_cadence, a_prospect
from tests.smtp_server import ScriptedServer


@dataclass(frozen=True)
class FaultDesk:
    """One enrollment whose mail is due; every sending is a new worker's, with no memory."""

    ledger: SqlLedger
    server: ScriptedServer
    enrollment_id: str
    limits: Limits
    secured: bool = False

    async def send(self, generation: int = 1, attempt: int = 1) -> Started:
        """Run the activity as Temporal would, by a worker that has just come up."""
        async with self.transport() as transport:
            sending = EmailActivities(self.ledger, transport, [ROBIN], lambda: NOW)
            started: Started = await environment_of(attempt).run(
                sending.send_email, touch_of(self.enrollment_id, generation)
            )
            return started

    @asynccontextmanager
    async def transport(self) -> AsyncIterator[SmtpTransport]:
        server = Server("127.0.0.1", self.server.port)
        if self.secured:
            server = replace(server, tls="starttls", username="robin", password="opensesame")
        transport = SmtpTransport(server, self.limits)
        try:
            yield transport
        finally:
            await transport.aclose()

    async def facts(self) -> list[Fact]:
        _, _, rows = await self.ledger.enrollment(self.enrollment_id)
        return [row.fact for row in rows]

    async def claim_state(self) -> ClaimState:
        return ClaimState(await self.ledger._database.read(_state, self.enrollment_id))


def _state(connection: Connection, enrollment_id: str) -> str:
    wanted = claims.c.enrollment_id == enrollment_id
    return str(connection.execute(select(claims.c.state).where(wanted)).scalar_one())


async def a_desk_on(
    ledger: SqlLedger,
    server: ScriptedServer,
    name: str,
    *,
    limits: Limits,
    secured: bool = False,
    cadence: Cadence | None = None,
) -> FaultDesk:
    """Somebody of this name is enrolled, and the intro is planned."""
    person = a_prospect(id=name, email=f"{name}@example.com")
    enrollment_id = await an_enrollment_of(ledger, cadence or a_cadence(), person)
    return FaultDesk(ledger, server, enrollment_id, limits, secured)


def touch_of(enrollment_id: str, generation: int = 1) -> StartTouch:
    return StartTouch(enrollment_id, "intro", generation, "email", CLOSES)


def environment_of(attempt: int) -> ActivityEnvironment:
    """One attempt of the activity, by its own task token."""
    environment = ActivityEnvironment()
    info = ActivityEnvironment.default_info()
    environment.info = replace(info, attempt=attempt, task_token=b"token%d" % attempt)
    return environment

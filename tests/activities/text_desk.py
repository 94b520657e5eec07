"""The activity that sends texts, on the real transport and a local Twilio that may fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select
from temporalio.testing import ActivityEnvironment

from activities.sms import SmsActivities
from activities.touching import Started, StartTouch
from activities.transports.by_hand import TextsByHand
from activities.transports.twilio.texts import TwilioTexts
from activities.transports.twilio.wire import ANSWER_WITHIN, TwilioWire
from domain.cadence import Cadence
from domain.facts import Enrolled, Fact, TouchPlanned
from domain.people.prospects import Prospect
from domain.ports import ClaimState, TextTransport
from ledger.memory import MemoryLedger
from ledger.schema import claims
from ledger.sql import SqlLedger
from tests.activities.desk import CLOSES, NOW, an_enrollment_of
from tests.builders import a_cadence, a_prospect, a_step
from tests.twilio_server import SENDER, TwilioServer

WORDS = "Hi {{ first_name }}, shall I call at nine?"
ADAS_WORDS = "Hi Ada, shall I call at nine?"


@dataclass(frozen=True)
class TextDesk:
    """One enrollment whose text is due; every sending is a new worker's, with no memory."""

    ledger: SqlLedger | MemoryLedger
    server: TwilioServer
    enrollment_id: str
    answer_within: float = ANSWER_WITHIN
    sender: str = SENDER

    async def send(self, generation: int = 1, attempt: int = 1) -> Started:
        """Run the activity as Temporal would, by a worker that has just come up."""
        wire = TwilioWire(self.server.telephony().account, self.answer_within)
        try:
            return await self._run(TwilioTexts(wire, self.sender), generation, attempt)
        finally:
            await wire.aclose()

    async def send_by_hand(self) -> Started:
        """The same where no provider is set up."""
        return await self._run(TextsByHand(), 1, 1)

    async def _run(self, transport: TextTransport, generation: int, attempt: int) -> Started:
        environment = ActivityEnvironment()
        info = ActivityEnvironment.default_info()
        environment.info = replace(info, attempt=attempt, task_token=b"token%d" % attempt)
        request = StartTouch(self.enrollment_id, "intro", generation, "sms", CLOSES)
        sending = SmsActivities(self.ledger, transport, lambda: NOW)
        started: Started = await environment.run(sending.send_sms, request)
        return started

    async def facts(self) -> Sequence[Fact]:
        """What was recorded after the plan."""
        _, _, rows = await self.ledger.enrollment(self.enrollment_id)
        return [row.fact for row in rows if not isinstance(row.fact, Enrolled | TouchPlanned)]

    async def claim_state(self) -> ClaimState | None:
        """How far the claim has come, if there is one."""
        if isinstance(self.ledger, MemoryLedger):
            frozen = self.ledger._memory.kept(self.enrollment_id).claims.get("intro")
            return frozen.claim.state if frozen else None
        state = await self.ledger._database.read(_state, self.enrollment_id)
        return ClaimState(state) if state else None


def _state(connection: Connection, enrollment_id: str) -> str | None:
    wanted = claims.c.enrollment_id == enrollment_id
    found: str | None = connection.scalar(select(claims.c.state).where(wanted))
    return found


def a_text_cadence(text: str = WORDS, **fields: object) -> Cadence:
    """One text, which goes by itself."""
    return a_cadence(steps=[a_step(channel="sms", text=text, **{"review": False, **fields})])  # type: ignore[arg-type]  # -- whatever a step has


async def a_text_desk(
    ledger: SqlLedger | MemoryLedger,
    server: TwilioServer,
    cadence: Cadence | None = None,
    prospect: Prospect | None = None,
    **fields: object,
) -> TextDesk:
    """Somebody is enrolled, and the text is planned."""
    enrollment_id = await an_enrollment_of(
        ledger, cadence or a_text_cadence(), prospect or a_prospect(), channel="sms"
    )
    return TextDesk(ledger, server, enrollment_id, **fields)  # type: ignore[arg-type]  # -- as given

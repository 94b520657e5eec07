"""A rep with an open call task, the real transport, and a local Twilio that may fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.calling import CallDesk, Pressed
from activities.transports.twilio.calls import TwilioCalls
from activities.transports.twilio.wire import ANSWER_WITHIN, TwilioWire
from domain.cadence import Cadence
from domain.facts import CallReported, Leg
from domain.ports import CallRequest
from domain.telephony.account import Telephony
from domain.telephony.calls import PlacedCall
from ledger.memory import MemoryLedger
from tests.builders import a_cadence, a_prospect, a_step
from tests.contracts.scene import HOUR, MONDAY, a_plan, a_task
from tests.twilio_server import TwilioServer

NOW = MONDAY + 2 * HOUR
ANAS_PHONE = "+4930123456"
CALL = a_cadence(
    steps=[a_step(id="call", channel="call", voicemail="Robin for {{ first_name }}. I try again.")]
)


@dataclass
class Ringing:
    """One enrollment whose call is open, and everything a rep can press."""

    ledger: MemoryLedger
    server: TwilioServer
    enrollment_id: str
    telephony: Telephony
    presses: int = 0
    answer_within: float = ANSWER_WITHIN

    @property
    def task(self) -> str:
        return f"{self.enrollment_id}.call"

    async def press(self, by: str = "ana", after: timedelta = timedelta()) -> Pressed:
        """Press `call`."""
        wire = TwilioWire(self.telephony.account, self.answer_within)
        desk = CallDesk(self.ledger, TwilioCalls(wire, self.telephony))
        try:
            return await desk.call(self.request(by, NOW + after), ANAS_PHONE)
        finally:
            await wire.aclose()

    async def drop(self, by: str = "ana") -> Pressed:
        """Press `leave the voicemail`."""
        wire = TwilioWire(self.telephony.account, self.answer_within)
        desk = CallDesk(self.ledger, TwilioCalls(wire, self.telephony))
        try:
            return await desk.leave_voicemail(self.request(by, NOW))
        finally:
            await wire.aclose()

    def request(self, by: str, at: datetime) -> CallRequest:
        self.presses += 1
        return CallRequest(self.enrollment_id, "call", by, f"press-{self.presses}", at)

    async def hears(self, leg: Leg, *statuses: str, attempt: int = 1) -> None:
        """What Twilio reports of a leg."""
        for status in statuses:
            sid = f"CA{leg}"
            report = CallReported(
                at=NOW, step="call", attempt=attempt, leg=leg, status=status, sid=sid
            )
            await self.ledger.report(self.enrollment_id, report)

    async def calls(self) -> tuple[PlacedCall, ...]:
        """What the rep sees of them on the task."""
        return (await self.ledger.card(self.task, NOW)).calls


async def a_ringing(server: TwilioServer, cadence: Cadence = CALL, **fields: object) -> Ringing:
    """Ada's call is open; `fields` are those of the telephony."""
    ledger = MemoryLedger()
    await ledger.publish(cadence, MONDAY)
    (ticket,) = await ledger.enroll([a_prospect()], cadence.name, MONDAY)
    assert not isinstance(ticket, str)
    plan = a_plan("call", channel="call")
    await ledger.append(ticket.enrollment_id, [plan])
    await ledger.open(a_task(ticket.enrollment_id))
    return Ringing(ledger, server, ticket.enrollment_id, server.telephony(**fields))

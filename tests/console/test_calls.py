"""Calls by a press: the rep's telephone rings, once, and what came of it is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from activities.calling import CallDesk
from activities.transports.twilio.calls import TwilioCalls
from activities.transports.twilio.wire import TwilioWire
from console.telephone import Telephone
from domain.facts import CallReported, Leg
from ledger.records import Ticket
from ledger.sql import SqlLedger
from tests.activities.call_desk import ANAS_PHONE, CALL, NOW
from tests.builders import a_prospect
from tests.console.house import KIM, ROBIN, Browser, House, a_house
from tests.contracts.scene import MONDAY, a_plan, a_task
from tests.twilio_server import DIES, Answer, TwilioServer, a_twilio

RING, LEAVE = "Ring me, then them", "Leave the voicemail"


@dataclass
class Line:
    """A house with a telephone, Robin's, and one call to make."""

    house: House
    server: TwilioServer
    robin: Browser
    enrollment: str

    @property
    def page(self) -> str:
        return f"/today/{self.enrollment}.call"

    async def press(self, deed: str = "call", request: str = "first") -> tuple[int, str]:
        answer = await self.robin.send(f"{self.page}/{deed}", request=request)
        return answer.status_code, answer.headers.get("location", answer.text)

    async def hears(self, leg: Leg, status: str) -> None:
        """What Twilio reports of a leg of the first call."""
        report = CallReported(at=NOW, step="call", attempt=1, leg=leg, status=status, sid="CA1")
        await self.house.ledger.report(self.enrollment, report)


@pytest.fixture
async def line(ledger: SqlLedger) -> AsyncIterator[Line]:
    async with a_twilio() as server:
        telephony = server.telephony()
        wire = TwilioWire(telephony.account)
        telephone = Telephone(CallDesk(ledger, TwilioCalls(wire, telephony)), {"Robin": ANAS_PHONE})
        async with a_house(ledger, now=lambda: NOW) as house:
            house.room = replace(house.room, telephone=telephone)
            enrollment = await _a_call(ledger)
            yield Line(house, server, await house.signed_in(ROBIN), enrollment)
        await wire.aclose()


async def _a_call(ledger: SqlLedger) -> str:
    await ledger.publish(CALL, MONDAY)
    (ticket,) = await ledger.enroll([a_prospect()], CALL.name, MONDAY)
    assert isinstance(ticket, Ticket)
    await ledger.append(ticket.enrollment_id, [a_plan("call", channel="call")])
    await ledger.open(a_task(ticket.enrollment_id))
    return ticket.enrollment_id


async def test_a_press_rings_once(line: Line) -> None:
    """Pressed twice it is one call, at the telephone that the settings have for the rep."""
    first = await line.press()
    second = await line.press()

    assert first[0] == 303
    assert first[1].endswith("said=ringing")
    assert second[0] == 409
    assert "never done twice" in second[1]
    assert [asked.form["To"] for asked in line.server.asked] == [ANAS_PHONE]
    assert "<strong>Call 1</strong>" in (await line.robin.see(line.page)).text


async def test_the_voicemail_is_left_in_the_call_that_is_answered(line: Line) -> None:
    """The button is there while the prospect's end is on the line, and not before."""
    await line.press()
    before = (await line.robin.see(line.page)).text
    await line.hears("rep", "answered")
    await line.hears("prospect", "answered")

    during = (await line.robin.see(line.page)).text
    status, address = await line.press("voicemail", "second")

    assert (LEAVE in before, LEAVE in during) == (False, True)
    assert (status, address.endswith("said=voicemail-left")) == (303, True)
    assert "Robin for Ada" in line.server.asked[-1].form["Twiml"]


@pytest.mark.parametrize("answer", [DIES, Answer(takes=True, says=None)], ids=["dies", "takes it"])
async def test_a_lost_answer_is_said(line: Line, answer: Answer) -> None:
    """The card says that nobody knows, and nothing is asked again."""
    line.server.answer = answer

    _, address = await line.press()

    assert address.endswith("said=call-in-doubt")
    assert "in doubt, the provider never answered" in (await line.robin.see(line.page)).text
    assert len(line.server.asked) == 1


async def test_who_has_no_telephone_dials(line: Line) -> None:
    """No button for whom the settings name none; who presses all the same is told."""
    kim = await line.house.signed_in(KIM)

    page = (await kim.see(line.page)).text
    answer = await kim.send(f"{line.page}/call", request="first")

    assert RING in (await line.robin.see(line.page)).text
    assert RING not in page
    assert "tel:" in page
    assert answer.status_code == 409
    assert line.server.asked == []


async def test_without_telephony_there_is_no_button(house: House) -> None:
    """As an installation begins: reps dial themselves."""
    enrollment = await _a_call(house.ledger)
    browser = await house.signed_in(ROBIN)

    answer = await browser.send(f"/today/{enrollment}.call/call", request="first")

    assert answer.status_code == 409
    assert "o telephony is set up" in answer.text

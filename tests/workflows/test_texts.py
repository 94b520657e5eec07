"""Texts in a run: by themselves where their step says so and Twilio is set up, else by a rep."""

from __future__ import annotations

import pytest

from activities.transports.by_hand import TextsByHand
from activities.transports.twilio.texts import TwilioTexts
from activities.transports.twilio.wire import TwilioWire
from domain.facts import TaskOpened, TouchHeld, TouchPerformed
from domain.ports import TextTransport
from tests.builders import a_cadence, a_prospect, a_step
from tests.twilio_server import SENDER, USUAL, TwilioServer, a_twilio, error
from tests.workflows.rep import of_type
from tests.workflows.stage import a_stage


def texts_by(server: TwilioServer) -> tuple[TwilioWire, TextTransport]:
    wire = TwilioWire(server.telephony().account)
    return wire, TwilioTexts(wire, SENDER)


async def test_a_text_goes_by_itself() -> None:
    """Within its window, once, and the cadence ends as if a mail had been sent."""
    cadence = a_cadence(steps=[a_step(id="text", channel="sms", review=False)])
    async with a_twilio() as server:
        wire, texts = texts_by(server)
        async with a_stage(texts=texts) as stage:
            ticket, handle = await stage.enroll(a_prospect(), cadence)
            outcome = await stage.outcome(handle)
            (performed,) = await of_type(stage, ticket, TouchPerformed)
        await wire.aclose()

    assert (outcome.state, outcome.reason) == ("finished", "completed")
    assert isinstance(performed, TouchPerformed)
    assert performed.receipt is not None
    assert server.accepted.total() == 1


async def test_what_twilio_puts_off_goes_later() -> None:
    """A busy Twilio holds the touch, and its new plan sends it: once."""
    cadence = a_cadence(steps=[a_step(id="text", channel="sms", review=False)])
    async with a_twilio(error(429, 20429)) as server:
        wire, texts = texts_by(server)
        async with a_stage(texts=texts) as stage:
            ticket, handle = await stage.enroll(a_prospect(), cadence)
            while not await of_type(stage, ticket, TouchHeld):
                await stage.days(0.02)
            server.answer = USUAL
            await stage.outcome(handle)
            held = await of_type(stage, ticket, TouchHeld)
        await wire.aclose()

    assert {getattr(fact, "reason", "") for fact in held} == {"text_provider_busy"}
    assert server.accepted.total() == 1


@pytest.mark.parametrize("review", ["by hand", "for review"])
async def test_else_a_rep_sends_it(review: str) -> None:
    """Where no provider is set up, and where the step wants it looked at, as it does by default."""
    fields = {"review": False} if review == "by hand" else {}
    cadence = a_cadence(steps=[a_step(id="text", channel="sms", **fields)])
    async with a_twilio() as server:
        wire, texts = texts_by(server)
        async with a_stage(texts=texts if review == "for review" else TextsByHand()) as stage:
            ticket, _ = await stage.enroll(a_prospect(), cadence)
            await stage.until_open(ticket, "text")
            (opened,) = await of_type(stage, ticket, TaskOpened)
        await wire.aclose()

    assert isinstance(opened, TaskOpened)
    assert opened.kind == "sms"
    assert server.asked == []

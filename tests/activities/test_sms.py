"""Texts that go by themselves: what Twilio is asked, what each answer means, when a rep sends."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from domain.facts import (
    OptedOut,
    Paused,
    TaskOpened,
    TextReported,
    TouchHeld,
    TouchPerformed,
    TouchSkipped,
)
from ledger.memory import MemoryLedger
from tests.activities.desk import CLOSES, NOW
from tests.activities.text_desk import ADAS_WORDS, a_text_cadence, a_text_desk
from tests.builders import a_prospect
from tests.twilio_server import AUTH, DIES, SENDER, TOKEN, USUAL, Answer, a_twilio, error

SERVICE = "MG0123456789abcdef0123456789abcdef"


async def test_what_twilio_is_asked() -> None:
    """The number, the words of this prospect, the sender, and where to report what became of it."""
    async with a_twilio() as server:
        desk = await a_text_desk(MemoryLedger(), server)

        started = await desk.send()

    (asked,) = server.asked
    assert asked.resource == "Messages.json"
    assert asked.form == {
        "From": SENDER,
        "To": "+4930901820",
        "Body": ADAS_WORDS,
        "StatusCallback": f"https://drumbeat.example/webhooks/twilio?text={desk.enrollment_id}.intro.1",
    }
    assert isinstance(started, TouchPerformed)
    assert started.receipt is not None
    assert started.receipt.startswith("SM")


async def test_a_messaging_service_chooses_the_number() -> None:
    """It is named in place of a number."""
    async with a_twilio() as server:
        desk = await a_text_desk(MemoryLedger(), server, sender=SERVICE)

        await desk.send()

    assert server.asked[0].form["MessagingServiceSid"] == SERVICE
    assert "From" not in server.asked[0].form


async def test_where_nobody_sends_texts_a_rep_does() -> None:
    """By hand is what there is without Twilio: the step becomes a task, and nothing is claimed."""
    async with a_twilio() as server:
        desk = await a_text_desk(MemoryLedger(), server)

        started = await desk.send_by_hand()

    assert isinstance(started, TaskOpened)
    assert started.kind == "sms"
    assert await desk.claim_state() is None
    assert server.asked == []


@pytest.mark.parametrize(
    ("fields", "kind", "detail"),
    [
        ({"review": True}, "sms", None),
        ({"text": "I read about {{ trigger }}."}, "missing_variable", "trigger"),
        ({"text": "{{ long }}"}, "sms", "1601 characters, where 1 to 1600 fit"),
    ],
    ids=str,
)
async def test_what_a_rep_has_to_look_at_is_not_sent(
    fields: dict[str, object], kind: str, detail: str | None
) -> None:
    """A text for review, one that lacks a word, and one that is too long for any provider."""
    ada = a_prospect(variables={"first_name": "Ada", "long": "x" * 1601})
    async with a_twilio() as server:
        cadence = a_text_cadence(**fields)  # type: ignore[arg-type]  # -- whatever a step has
        desk = await a_text_desk(MemoryLedger(), server, cadence, ada)

        started = await desk.send()

    assert isinstance(started, TaskOpened)
    assert started.kind == kind
    (task,) = await desk.ledger.tasks()
    assert task.detail == detail
    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (429, 20429, "text_provider_busy"),
        (401, 20003, "login_refused"),
        (400, 30007, "text_refused"),
    ],
)
async def test_what_may_pass_is_tried_again_within_the_window(
    status: int, code: int, reason: str
) -> None:
    """A named hold, half an hour or more: the text goes when Twilio takes it."""
    async with a_twilio(error(status, code)) as server:
        desk = await a_text_desk(MemoryLedger(), server)

        held = await desk.send()

    assert isinstance(held, TouchHeld)
    assert held.reason == reason
    assert held.until is not None
    assert timedelta(minutes=30) <= held.until - NOW < CLOSES - NOW
    assert held.why == ("the provider answered with error 30007" if code == 30007 else None)


@pytest.mark.parametrize(
    ("code", "reason", "channels"),
    [
        (21610, "opted_out_of_texts", {"sms"}),
        (21614, "no_mobile_number", {"sms"}),
        (21211, "invalid_number", {"call", "voicemail", "sms"}),
    ],
)
async def test_a_number_that_takes_no_texts_is_never_sent_one_again(
    code: int, reason: str, channels: set[str]
) -> None:
    """The touch is skipped and the number is on the list, for as much as the error says."""
    ledger = MemoryLedger()
    async with a_twilio(error(400, code)) as server:
        desk = await a_text_desk(ledger, server)

        skipped = await desk.send()

    assert isinstance(skipped, TouchSkipped)
    assert skipped.reason == reason
    rows = await ledger.suppressions()
    assert {(row.address, row.channel) for row in rows} == {
        ("+4930901820", channel) for channel in channels
    }
    assert {row.source for row in rows} == {
        f"the provider, of the text of {desk.enrollment_id}.intro"
    }


async def test_what_stops_mails_stops_texts() -> None:
    """A pause holds it, an opt-out skips it; Twilio is not asked."""
    ledger = MemoryLedger()
    async with a_twilio() as server:
        desk = await a_text_desk(ledger, server)
        paused = Paused(at=NOW, source_id="x", reason="manual")
        await ledger.append(desk.enrollment_id, [paused])
        held = await desk.send()
        await ledger.append(desk.enrollment_id, [OptedOut(at=NOW, source_id="y")])
        skipped = await desk.send(generation=2)

    assert isinstance(held, TouchHeld)
    assert held.reason == "paused"
    assert not isinstance(skipped, TouchPerformed)
    assert server.asked == []


async def test_a_number_that_is_silent_for_texts_gets_none() -> None:
    """The list is asked for the channel `sms`, in the transaction that claims the touch."""
    ledger = MemoryLedger()
    async with a_twilio() as server:
        desk = await a_text_desk(ledger, server)
        ledger._memory.suppress_addresses(["+4930901820"], "sms", "somebody", NOW)

        skipped = await desk.send()

    assert isinstance(skipped, TouchSkipped)
    assert skipped.reason == "suppressed"
    assert server.asked == []


async def test_a_report_settles_what_an_answer_did_not() -> None:
    """Twilio speaks of a text whose answer is still out: it was taken, whoever asks again."""
    ledger = MemoryLedger()
    taken_late = Answer(takes=True, says=None, after=5.0)
    async with a_twilio(taken_late) as server:
        desk = await a_text_desk(ledger, server)
        sending = asyncio.create_task(desk.send())
        await server.reached["body"].wait()
        sent = TextReported(at=NOW, step="intro", status="sent", sid="SM1")
        await ledger.report(desk.enrollment_id, sent)
        sending.cancel()
        await asyncio.wait({sending})

        again = await desk.send(attempt=2)

    assert isinstance(again, TouchPerformed)
    assert server.accepted.total() == 1


async def test_neither_secret_nor_number_nor_word_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever Twilio does, and at the loudest level."""
    caplog.set_level(logging.DEBUG)
    ledger = MemoryLedger()
    for number, answer in enumerate((USUAL, DIES, error(400, 21610), error(500, 20500))):
        address = f"p{number}@example.com"
        person = a_prospect(id=f"p{number}", email=address, phone=f"+4930901{number:03}")
        async with a_twilio(answer) as server:
            await (await a_text_desk(ledger, server, prospect=person)).send()

    logged = caplog.text
    assert "httpx" in logged
    for secret in (TOKEN, AUTH.removeprefix("Basic "), "+4930901", "4930901", "shall I call"):
        assert secret not in logged

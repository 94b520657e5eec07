"""Calls that reps have placed: what Twilio is asked, one call a press, what the task shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest

from activities.calling import CallDesk, Pressed
from activities.transports.by_hand import CallsByHand
from domain.errors import DrumbeatError
from domain.facts import TaskCompleted
from domain.telephony.calls import CallRefused
from ledger.records import UnknownTask
from ledger.records.rep_work import Take, TaskTaken
from tests.activities.call_desk import ANAS_PHONE, NOW, a_ringing
from tests.builders import a_cadence, a_step
from tests.twilio_server import DIES, SENDER, USUAL, Answer, a_twilio, error, says

HOOK = "https://drumbeat.example/webhooks/twilio"
LACKING = a_step(id="call", channel="call", voicemail="I read about {{ trigger }}.")
TASK = a_step(id="look", channel="task", day=2)
LIVE = ("initiated", "ringing", "answered")


async def test_what_twilio_is_asked() -> None:
    """The rep's telephone rings; who answers there is put through, and both legs are reported."""
    async with a_twilio() as server:
        ringing = await a_ringing(server, detects_machines=True)

        pressed = await ringing.press()

    (asked,) = server.asked
    call = f"call={ringing.task}.1"
    assert pressed == Pressed(1, "placed")
    assert (asked.resource, asked.form["To"], asked.form["From"]) == (
        "Calls.json",
        ANAS_PHONE,
        SENDER,
    )
    assert asked.form["StatusCallback"] == f"{HOOK}?{call}&leg=rep"
    assert asked.form["StatusCallbackEvent"] == "initiated ringing answered completed"
    dial = fromstring(asked.form["Twiml"])[0]  # noqa: S314 -- we have written it ourselves
    assert (dial.tag, dial.attrib) == ("Dial", {"callerId": SENDER})
    assert (dial[0].tag, dial[0].text) == ("Number", "+4930901820")
    assert dial[0].attrib == {
        "statusCallback": f"{HOOK}?{call}&leg=prospect",
        "statusCallbackEvent": "initiated ringing answered completed",
        "machineDetection": "DetectMessageEnd",
        "amdStatusCallback": f"{HOOK}?{call}&leg=prospect",
    }


async def test_no_machine_is_detected_unless_that_is_wanted() -> None:
    """It is off by default, as it costs and as people notice."""
    async with a_twilio() as server:
        await (await a_ringing(server)).press()

    assert "machineDetection" not in server.asked[0].form["Twiml"]


async def test_the_task_shows_what_became_of_the_call() -> None:
    """Both legs as they were reported, in their order, and who or what has answered."""
    async with a_twilio() as server:
        ringing = await a_ringing(server)
        await ringing.press()

    await ringing.hears("rep", *LIVE)
    await ringing.hears("prospect", *LIVE, "machine_end_beep")

    (call,) = await ringing.calls()
    assert (call.attempt, call.by) == (1, "ana")
    assert call.statuses("rep") == ("placed", *LIVE)
    assert call.statuses("prospect") == (*LIVE, "machine_end_beep")
    assert not call.is_in_doubt


@pytest.mark.parametrize(
    "answer",
    [DIES, replace(DIES, takes=True), Answer(takes=True, says=says(500, {}))],
    ids=["dies", "takes it and dies", "500"],
)
async def test_a_lost_answer_stays_in_doubt_and_is_not_asked_again(answer: Answer) -> None:
    """The rep is told, the task shows it, and Twilio was asked once."""
    async with a_twilio(answer) as server:
        ringing = await a_ringing(server)

        pressed = await ringing.press()

    (call,) = await ringing.calls()
    assert pressed == Pressed(1, None)
    assert call.is_in_doubt
    assert len(server.asked) == 1


async def test_a_doubt_ends_when_the_call_is_reported() -> None:
    """What Twilio speaks of it has placed."""
    async with a_twilio(replace(DIES, takes=True)) as server:
        ringing = await a_ringing(server)
        await ringing.press()

    await ringing.hears("rep", "ringing")

    (call,) = await ringing.calls()
    assert not call.is_in_doubt


async def test_two_presses_ring_once() -> None:
    """While a call may be ringing another press is refused; after it has ended it is a new call."""
    async with a_twilio() as server:
        ringing = await a_ringing(server)
        await ringing.press()
        with pytest.raises(CallRefused, match="ana is calling already"):
            await ringing.press(by="ana")
        await ringing.hears("rep", "answered", "completed")

        again = await ringing.press(after=timedelta(seconds=30))

    assert again == Pressed(2, "placed")
    assert len(server.asked) == 2


async def test_a_call_that_nobody_hears_of_can_be_tried_again_later() -> None:
    """In doubt or without reports, it can be ringing for two minutes at most."""
    async with a_twilio(DIES) as server:
        ringing = await a_ringing(server)
        await ringing.press()
        with pytest.raises(CallRefused):
            await ringing.press(after=timedelta(minutes=1))
        server.answer = USUAL

        again = await ringing.press(after=timedelta(minutes=2))

    assert again == Pressed(2, "placed")


@pytest.mark.parametrize(("status", "code"), [(400, 21211), (429, 20429)])
async def test_a_refusal_is_said_and_the_next_press_is_free(status: int, code: int) -> None:
    """Twilio has not called: the rep may press again at once."""
    async with a_twilio(error(status, code)) as server:
        ringing = await a_ringing(server)

        first = await ringing.press()
        server.answer = USUAL
        second = await ringing.press()

    assert first == Pressed(1, "refused", code)
    assert second == Pressed(2, "placed")


async def test_a_twilio_that_is_not_there_has_not_called() -> None:
    """No connection, no call; no number stands in what is recorded of it."""
    async with a_twilio() as server:
        ringing = await a_ringing(server)

    pressed = await ringing.press()

    assert pressed == Pressed(1, "unreached")
    _, _, rows = await ringing.ledger.enrollment(ringing.enrollment_id)
    of_calls = [repr(row.fact) for row in rows if row.fact.type.startswith("call_")]
    assert len(of_calls) == 2
    assert not any("+49" in fact or "Ada" in fact for fact in of_calls)


async def test_what_stands_against_a_call_is_asked_with_the_press() -> None:
    """A task that is done, one that another rep has, somebody who wants no calls."""
    async with a_twilio() as server:
        ringing = await a_ringing(server)
        ledger = ringing.ledger
        ledger._memory.suppress_addresses(["+4930901820"], "call", "somebody", NOW)
        with pytest.raises(CallRefused, match="suppressed"):
            await ringing.press()
        await ledger.take(ringing.task, Take("bo", NOW + timedelta(minutes=5)), NOW)
        with pytest.raises(TaskTaken, match="bo has taken"):
            await ringing.press()
        done = TaskCompleted(at=NOW, step="call", disposition="connected", by="bo")
        await ledger.append(ringing.enrollment_id, [done])
        with pytest.raises(UnknownTask):
            await ringing.press()

    assert server.asked == []


async def test_without_telephony_the_number_is_for_the_rep_to_dial() -> None:
    """By hand is the default: nothing is recorded, the link is said."""
    async with a_twilio() as server:
        ringing = await a_ringing(server)
    desk = CallDesk(ringing.ledger, CallsByHand())

    with pytest.raises(CallRefused, match=r"dial it yourself: tel:\+4930901820"):
        await desk.call(ringing.request("ana", NOW), ANAS_PHONE)
    with pytest.raises(CallRefused, match="yourself"):
        await desk.leave_voicemail(ringing.request("ana", NOW))

    assert await ringing.calls() == ()


async def test_the_rep_leaves_the_voicemail_and_is_free() -> None:
    """The prospect's leg goes on with the step's words; what is left is on the task."""
    async with a_twilio() as server:
        ringing = await a_ringing(server)
        await ringing.press()
        await ringing.hears("prospect", *LIVE, "machine_end_beep")

        dropped = await ringing.drop()

    asked = server.asked[-1]
    assert dropped == Pressed(1, "voicemail_left")
    assert asked.resource == "Calls/CAprospect.json"
    assert asked.form == {"Twiml": "<Response><Say>Robin for Ada. I try again.</Say></Response>"}
    (call,) = await ringing.calls()
    assert call.dropped_by == "ana"
    assert not call.is_drop_in_doubt


async def test_a_recording_goes_before_spoken_words() -> None:
    """Where one is set up it is played, whatever the step says."""
    async with a_twilio() as server:
        ringing = await a_ringing(server, recording="https://northwind.example/voicemail.mp3")
        await ringing.press()
        await ringing.hears("prospect", "answered")

        await ringing.drop()

    play = "<Play>https://northwind.example/voicemail.mp3</Play>"
    assert server.asked[-1].form["Twiml"] == f"<Response>{play}</Response>"


async def test_a_voicemail_is_left_once_and_to_somebody_on_the_line() -> None:
    """Before anybody answers, after they have hung up, and a second time it is refused."""
    async with a_twilio(replace(DIES, takes=True)) as server:
        ringing = await a_ringing(server)
        await ringing.press()
        with pytest.raises(CallRefused, match="nobody is on the line"):
            await ringing.drop()
        await ringing.hears("prospect", "answered")
        assert await ringing.drop() == Pressed(1, None)
        assert (await ringing.calls())[0].is_drop_in_doubt
        with pytest.raises(CallRefused, match="left the voicemail already"):
            await ringing.drop()
        await ringing.hears("prospect", "completed")
        with pytest.raises(CallRefused, match="nobody is on the line"):
            await ringing.drop()

    assert len(server.asked) == 2


async def test_the_same_press_is_never_done_twice() -> None:
    """Told again, by its own name, it is refused, and Twilio is not asked."""
    async with a_twilio() as server:
        ringing = await a_ringing(server)
        await ringing.press()
        await ringing.hears("rep", "completed")
        ringing.presses = 0

        with pytest.raises(DrumbeatError, match="asked for already"):
            await ringing.press()

    assert len(server.asked) == 1


async def test_only_a_call_is_called_and_only_words_are_said() -> None:
    """A step that is no call is named; so is what the voicemail lacks, before anything is asked."""
    async with a_twilio() as server:
        ringing = await a_ringing(server, a_cadence(steps=[LACKING, TASK]))
        await ringing.press()
        await ringing.hears("prospect", "answered")
        desk = CallDesk(ringing.ledger, CallsByHand())

        with pytest.raises(CallRefused, match=r"the voicemail cannot be said: .*'trigger'"):
            await ringing.drop()
        with pytest.raises(CallRefused, match="is no call"):
            await desk.call(replace(ringing.request("ana", NOW), step="look"), ANAS_PHONE)

    assert len(server.asked) == 1

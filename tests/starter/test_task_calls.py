"""`drumbeat task call` and `task drop`: your telephone rings, or one line says why it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from threading import Thread

import pytest

from config.host_clock import host_now
from domain.facts import CallReported, Fact, Leg
from tests.starter.command_line import CommandLine
from tests.starter.test_tasks import a_call, facts_of, opened, refusal
from tests.twilio_server import DIES, SENDER, SID, TOKEN, TwilioServer, error

ANAS_PHONE = "+4930123456"


@pytest.fixture
def twilio(monkeypatch: pytest.MonkeyPatch) -> Iterator[TwilioServer]:
    """A local Twilio, beside the command that runs a loop of its own, and the settings for it."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    server = TwilioServer()
    asyncio.run_coroutine_threadsafe(server.listen(), loop).result()
    settings = {
        "ACCOUNT": SID,
        "TOKEN": TOKEN,
        "CALLER_ID": SENDER,
        "URL": server.url,
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"DRUMBEAT_TWILIO_{name}", value)
    monkeypatch.setenv("DRUMBEAT_REP_PHONES", f"bo=+4930999999 ana={ANAS_PHONE}")
    yield server
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def reported(drumbeat: CommandLine, task: str, leg: Leg, *statuses: str) -> None:
    """What Twilio has told the webhook server of the first call."""

    async def report() -> None:
        ledger = opened(drumbeat)
        for status in statuses:
            fact = CallReported(
                at=host_now(), step="ring", attempt=1, leg=leg, status=status, sid=f"CA{leg}"
            )
            await ledger.report(task.partition(".")[0], fact)
        await ledger.close()

    asyncio.run(report())


def calls_of(drumbeat: CommandLine, task: str) -> list[Fact]:
    return [fact for fact in facts_of(drumbeat, task) if fact.type.startswith("call_")]


def test_a_press_rings(drumbeat: CommandLine, twilio: TwilioServer) -> None:
    """By the telephone that the settings know; the task stays open and shows the call."""
    task = a_call(drumbeat)

    ran = drumbeat("task", "call", task, "--by", "ana")

    assert (ran.code, ran.out) == (0, f"{task}: your telephone rings\n")
    assert twilio.asked[0].form["To"] == ANAS_PHONE
    shown = drumbeat("task", "show", task).out
    assert "1, by ana: rep placed" in shown.partition("CALLS\n")[2]


def test_another_telephone_for_once(drumbeat: CommandLine, twilio: TwilioServer) -> None:
    """Written as people write numbers; the document names the attempt."""
    task = a_call(drumbeat)

    document = drumbeat("task", "call", task, "--by", "lee", "--phone", "+49 30 777777", "--json")

    assert document.json() == {"task": task, "attempt": 1, "status": "placed", "code": None}
    assert twilio.asked[0].form["To"] == "+4930777777"


def test_a_voicemail_is_left(
    drumbeat: CommandLine, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the prospect's leg is answered; before, one line says what to do."""
    monkeypatch.setenv("DRUMBEAT_VOICEMAIL_URL", "https://northwind.example/hello.mp3")
    task = a_call(drumbeat)
    drumbeat("task", "call", task, "--by", "ana")
    assert "call first" in refusal(drumbeat, "drop", task, "--by", "ana")
    reported(drumbeat, task, "prospect", "answered", "machine_end_beep")

    ran = drumbeat("task", "drop", task, "--by", "ana")

    assert (ran.code, ran.out) == (0, f"{task}: the voicemail is left\n")
    assert "hello.mp3" in twilio.asked[-1].form["Twiml"]
    shown = drumbeat("task", "show", task).out
    assert "prospect machine end beep; prospect voicemail left" in shown


def test_a_lost_answer_is_said(drumbeat: CommandLine, twilio: TwilioServer) -> None:
    """In doubt, there and on the task: the rep decides."""
    twilio.answer = replace(DIES, takes=True)
    task = a_call(drumbeat)

    ran = drumbeat("task", "call", task, "--by", "ana")

    assert ran.code == 0
    assert "in doubt" in ran.out
    assert "in doubt" in drumbeat("task", "show", task).out.partition("CALLS\n")[2]
    assert len(twilio.asked) == 1


def test_a_refusal_of_twilio_is_a_failure(drumbeat: CommandLine, twilio: TwilioServer) -> None:
    """Exit code 1 and Twilio's error; no number is repeated."""
    twilio.answer = error(400, 21211, f"{ANAS_PHONE} is not valid")
    task = a_call(drumbeat)

    ran = drumbeat("task", "call", task, "--by", "ana")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{task}: the provider says refused, error 21211\n"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--by", "lee"), "the telephone of lee is not in DRUMBEAT_REP_PHONES; say --phone"),
        (("--by", "ana", "--phone", "7777"), "--phone is no number; write it with its country"),
        (("--by", " "), "`by` is who does it"),
    ],
)
def test_bad_input_is_one_line(
    drumbeat: CommandLine, twilio: TwilioServer, options: tuple[str, ...], says: str
) -> None:
    """Nothing is asked, and nothing recorded."""
    task = a_call(drumbeat)

    assert refusal(drumbeat, "call", task, *options).startswith(says)
    assert twilio.asked == []
    assert calls_of(drumbeat, task) == []


def test_without_telephony_the_rep_dials(drumbeat: CommandLine) -> None:
    """As it is by default: the link to dial, and no attempt."""
    task = a_call(drumbeat)

    said = refusal(drumbeat, "call", task, "--by", "ana", "--phone", ANAS_PHONE)

    assert said == "no telephony is set up; dial it yourself: tel:+4930901820"
    assert calls_of(drumbeat, task) == []


def test_only_an_open_call_is_called(drumbeat: CommandLine, twilio: TwilioServer) -> None:
    """A task that there is not is named."""
    task = a_call(drumbeat)

    said = refusal(drumbeat, "call", f"{task}x", "--by", "ana")

    assert said.startswith(f"there is no open task '{task}x'")
    assert twilio.asked == []


def test_doctor_says_what_telephony_leads_to(
    drumbeat: CommandLine, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lacks, what is used, what is wrong; Twilio is not asked, as that would ring or cost."""

    def finding() -> tuple[bool, str]:
        found = drumbeat("doctor", "--json").json()
        assert isinstance(found, list)
        (telephony,) = [each for each in found if each["what"] == "telephony"]
        return telephony["ok"], telephony["finding"]

    unreported = finding()
    monkeypatch.setenv("DRUMBEAT_PUBLIC_URL", "https://go.northwind.example/")
    calls_only = finding()
    monkeypatch.setenv("DRUMBEAT_REP_PHONES", "ana")
    wrong = finding()

    assert unreported[0] is False
    assert calls_only == (True, "texts are sent by reps, a call rings 2 reps")
    assert wrong[0] is False
    assert wrong[1].startswith("DRUMBEAT_REP_PHONES: entry 1 is none")
    assert twilio.asked == []

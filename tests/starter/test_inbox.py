"""`drumbeat inbox`: what waits for a person is listed, shown safely, retried and discarded."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from config.host_clock import host_now
from domain.facts import Detail
from domain.people.prospects import Prospect
from domain.ports import InboundEvent
from ledger import open_ledger
from ledger.records import Ticket
from ledger.sql import SqlLedger
from starter.commands.inbox_views import age
from tests.starter.command_line import CADENCE, CommandLine

ADA, STRANGER = "ada@lovelace.example", "stranger@elsewhere.example"
MAIL = (
    b"From: =?utf-8?q?Ad=C3=A0?= <ada@lovelace.example>\r\nSubject: Re: \x1b[31mHello\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n"
    b"<p>Call <b>me</b>.</p><script>evil()</script>\r\n"
    b"--x\r\nContent-Type: application/pdf\r\n"
    b'Content-Disposition: attachment; filename="terms.pdf"\r\n\r\nPDF\r\n--x--\r\n'
)
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="subject"\r\n\r\nRe: Hello\r\n'
    b'--b\r\nContent-Disposition: form-data; name="html"\r\n\r\n<div>hi</div>\r\n'
    b'--b\r\nContent-Disposition: form-data; name="a"; filename="a.bin"\r\n\r\nxyz\r\n--b--\r\n'
)


def a_ledger(drumbeat: CommandLine) -> SqlLedger:
    return open_ledger(f"sqlite:///{drumbeat.folder / '.drumbeat' / 'ledger.sqlite3'}")


def came_in(drumbeat: CommandLine, **fields: Any) -> int:  # noqa: ANN401 -- whatever an event has
    """The number of a new event."""
    at = host_now() - timedelta(hours=2)

    async def ingest() -> int:
        ledger = a_ledger(drumbeat)
        number = len(await ledger.events()) + 1
        given = {"fact": "reply", "received_at": at, "raw": b"{}", **fields}
        await ledger.ingest(InboundEvent(provider="crm", event_id=f"evt/{number}", **given))
        await ledger.close()
        return number

    return asyncio.run(ingest())


def set_aside(drumbeat: CommandLine) -> int:
    """The number of a reply of somebody enrolled that could not be told."""
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))

    async def enroll() -> str:
        ledger = a_ledger(drumbeat)
        (ticket,) = await ledger.enroll([Prospect("", ADA)], "two-touches", host_now())
        assert isinstance(ticket, Ticket)
        await ledger.close()
        return ticket.enrollment_id

    async def fail(number: int) -> None:
        ledger = a_ledger(drumbeat)
        assert await ledger.failed(number, "RPCError: too large", 1)
        await ledger.close()

    enrolled = asyncio.run(enroll())
    detail = Detail(reply_class="positive")
    number = came_in(drumbeat, enrollment_id=enrolled, email=ADA, detail=detail)
    asyncio.run(fail(number))
    return number


def listed(drumbeat: CommandLine, *options: str) -> list[dict[str, Any]]:
    rows = drumbeat("inbox", "list", "--json", *options).json()
    assert isinstance(rows, list)
    return rows


def test_what_waits_is_listed_with_reason_and_age(drumbeat: CommandLine) -> None:
    """Who fits nobody, and what was set aside, with why; in words and as JSON."""
    set_aside(drumbeat)
    came_in(drumbeat, email=STRANGER)

    rows, table = listed(drumbeat), drumbeat("inbox", "list").out

    assert [(row["verdict"], row["why"]) for row in rows] == [
        ("set_aside", "RPCError: too large"),
        ("unmatched", "no clue leads to an enrollment"),
    ]
    assert "2 h 0 min" in table
    assert STRANGER in table


def test_the_rest_is_listed_on_demand(drumbeat: CommandLine) -> None:
    """By verdict, or all of it."""
    number = came_in(drumbeat, email=STRANGER)
    drumbeat("inbox", "discard", str(number))

    assert listed(drumbeat) == []
    assert [row["id"] for row in listed(drumbeat, "--verdict", "discarded")] == [number]
    assert [row["verdict"] for row in listed(drumbeat, "--all")] == ["discarded"]
    assert listed(drumbeat, "--verdict", "unmatched") == []
    assert drumbeat("inbox", "list").out == "nothing waits for a person\n"


def test_all_that_is_known_is_shown(drumbeat: CommandLine) -> None:
    """Verdict, why, enrollment, clues, detail, stop and the payload."""
    number = set_aside(drumbeat)

    shown = drumbeat("inbox", "show", str(number))
    document = drumbeat("inbox", "show", str(number), "--json").json()

    for words in ("set_aside", "RPCError: too large", "no touch of its enrollment starts", ADA):
        assert words in shown.out
    assert isinstance(document, dict)
    assert (document["has_stop"], document["detail"]) == (True, {"reply_class": "positive"})
    assert document["payload"] == {"kind": "json", "content": {}}


@pytest.mark.parametrize(
    ("raw", "there", "not_there"),
    [
        (MAIL, ["from: Adà", "Call me.", "[attached: terms.pdf]"], ["<p>", "evil", "\x1b"]),
        (b"From: <\nMessage-ID: <[\nContent-Type: text/plain; charset=idna\n\nHi", ["Hi"], []),
        (
            b'{"HtmlBody": "<div>x</div>", "a": "\\u202e\\u001b]0;x"}',
            ["[markup of"],
            ["<div", "\u202e"],
        ),
        (MULTIPART, ['"subject": "Re: Hello"', "[markup of"], ["<div", "xyz"]),
        (b"Body=Call+me&From=%2B44", ['"Body": "Call me"'], []),
        (b"\xff\xfe\x00\x9b31m", ["�"], ["\x9b", "\x00"]),
        (b'{"a": "' + b"y" * 9_000 + b'"}', ["… (5000 more characters)"], ["y" * 4_001]),
        (b"[" * 100_000, ["more characters"], []),
    ],
    ids=["mail", "a mail in no form", "json", "multipart", "form", "noise", "long", "deep"],
)
def test_no_payload_reaches_the_terminal_raw(
    drumbeat: CommandLine, raw: bytes, there: list[str], not_there: list[str]
) -> None:
    """Neither markup nor control characters nor attachments, in words or as JSON."""
    number = came_in(drumbeat, email=STRANGER, raw=raw)

    shown = drumbeat("inbox", "show", str(number))
    as_json = drumbeat("inbox", "show", str(number), "--json")

    assert all(words in shown.out for words in there), shown.out[:2_000]
    for said in (shown.out, as_json.out):
        assert not [words for words in not_there if words in said]
    assert json.loads(as_json.out)["id"] == number


def test_a_strangers_address_cannot_move_the_cursor(drumbeat: CommandLine) -> None:
    """What came in stands in a table of ours, and is nothing but text there."""
    came_in(drumbeat, email="\x9b2Jx@y.example")

    assert "\x9b" not in drumbeat("inbox", "list").out
    assert "\x9b" not in drumbeat("inbox", "list", "--json").out


def test_what_was_set_aside_is_put_back(drumbeat: CommandLine) -> None:
    """It waits for its dispatcher again, and is listed no more."""
    number = set_aside(drumbeat)

    ran = drumbeat("inbox", "retry", str(number), "--json")

    assert ran.json() == {"event": number, "verdict": "accepted"}
    assert listed(drumbeat) == []
    assert [row["tries"] for row in listed(drumbeat, "--verdict", "accepted")] == [0]


def test_a_person_says_whom_an_event_is_about(drumbeat: CommandLine) -> None:
    """As if it had matched when it came: it stops the enrollment, and is listed no more."""
    enrolled = listed_enrollment(drumbeat, set_aside(drumbeat))
    number = came_in(drumbeat, email=STRANGER)

    ran = drumbeat("inbox", "match", str(number), enrolled, "--json")
    document = drumbeat("inbox", "show", str(number), "--json").json()

    assert ran.json() == {"event": number, "enrollment": enrolled}
    assert isinstance(document, dict)
    assert (document["verdict"], document["has_stop"]) == ("accepted", True)


def listed_enrollment(drumbeat: CommandLine, number: int) -> str:
    return next(str(row["enrollment_id"]) for row in listed(drumbeat) if row["id"] == number)


def test_a_discarded_event_stops_nothing(drumbeat: CommandLine) -> None:
    """Its stop is gone with it."""
    number = set_aside(drumbeat)

    ran = drumbeat("inbox", "discard", str(number), "--json")
    document = drumbeat("inbox", "show", str(number), "--json").json()

    assert ran.json() == {"event": number, "verdict": "discarded"}
    assert isinstance(document, dict)
    assert document["has_stop"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "99"), "there is no event 99 in the inbox; `drumbeat inbox list` has the"),
        (("retry", "99"), "there is no event 99"),
        (("discard", "99"), "there is no event 99"),
        (("retry", "1"), "event 1 is unmatched; only what is set_aside can be tried again"),
        (("match", "99"), "there is no event 99"),
        (("match", "1"), "event 1 fits nobody by itself; name its enrollment"),
        (("match", "1", "e-none"), "there is no enrollment 'e-none'"),
        (("show", "x"), "Invalid value for 'event'"),
        (("show", "0"), "Invalid value for 'event'"),
        (("discard", str(2**70)), "Invalid value for 'event'"),
        (("list", "--verdict", "odd"), "--verdict: 'odd' is none; use one of unmatched, weak,"),
        (("list", "--all", "--verdict", "weak"), "--all and --verdict say different things"),
    ],
    ids=" ".join,
)
def test_bad_input_is_one_line(
    drumbeat: CommandLine, arguments: tuple[str, ...], said: str
) -> None:
    """Where, what, and what would be right; exit 2, and nothing is changed."""
    came_in(drumbeat, email=STRANGER)

    ran = drumbeat("inbox", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)
    assert ran.err.count("\n") == 1
    assert len(listed(drumbeat)) == 1


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-5), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=3, minutes=2), "3 h 2 min"),
        (timedelta(days=2, hours=5), "2 d 5 h"),
    ],
    ids=str,
)
def test_ages_have_two_units(passed: timedelta, words: str) -> None:
    """The largest that say something."""
    assert age(passed) == words

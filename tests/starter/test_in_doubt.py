"""`drumbeat mail in-doubt`: what is in doubt is listed, shown, and resolved once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from config.host_clock import host_now
from domain.facts import EnrollmentEnded, TouchInDoubt
from domain.people.prospects import Prospect
from domain.ports import Claim, ClaimRequest, ClaimState
from ledger import open_ledger
from ledger.records import Ticket
from tests.builders import ROBIN
from tests.starter.command_line import CADENCE, CommandLine

MAIL = b"From: Robin Vale <robin@northwind.example>\r\nMessage-ID: <1@northwind.example>\r\n\r\nHi"


def a_doubt(drumbeat: CommandLine, *, is_open: bool = True) -> str:
    """The enrollment of Ana, whose first mail is in doubt."""
    drumbeat("cadence", "publish", drumbeat.file("my.yaml", CADENCE))

    async def leave() -> str:
        ledger = open_ledger(f"sqlite:///{drumbeat.folder / '.drumbeat' / 'ledger.sqlite3'}")
        at = host_now()
        (ticket,) = await ledger.enroll([Prospect("", "ana@x.example")], "two-touches", at)
        assert isinstance(ticket, Ticket)
        until = at + timedelta(hours=1)
        request = ClaimRequest(
            ticket.enrollment_id,
            "hello",
            1,
            "t",
            "<1@northwind.example>",
            ROBIN,
            "ana@x.example",
            MAIL,
            until,
            at,
        )  # fmt: skip -- the mail is what matters
        claim = await ledger.reserve(request)
        assert isinstance(claim, Claim)
        await ledger.mark_in_doubt(claim, at)
        await ledger.settle(claim, ClaimState.IN_DOUBT, TouchInDoubt(at=at, step="hello"))
        if not is_open:
            end = EnrollmentEnded(at=at, state="finished", reason="manual")
            await ledger.append(ticket.enrollment_id, [end])
        await ledger.close()
        return ticket.enrollment_id

    return asyncio.run(leave())


def listed(drumbeat: CommandLine) -> list[dict[str, object]]:
    rows = drumbeat("mail", "in-doubt", "list", "--json").json()
    assert isinstance(rows, list)
    return rows


def test_what_is_in_doubt_is_listed(drumbeat: CommandLine) -> None:
    """For programs with these keys; for people on one line."""
    enrolled = a_doubt(drumbeat)

    (row,) = listed(drumbeat)
    ran = drumbeat("mail", "in-doubt", "list")

    assert row.keys() == {
        "enrollment",
        "step",
        "recipient",
        "since",
        "message_id",
        "mailbox",
        "evidence",
        "channel",
    }  # fmt: skip -- the keys that programs rely on
    assert (row["enrollment"], row["step"], row["recipient"]) == (
        enrolled,
        "hello",
        "ana@x.example",
    )
    assert (row["mailbox"], row["message_id"]) == (
        "robin@northwind.example",
        "<1@northwind.example>",
    )
    assert enrolled in ran.out
    assert "robin@northwind.example" in ran.out


def test_nothing_in_doubt_is_said(drumbeat: CommandLine) -> None:
    """An empty list is a sentence."""
    assert drumbeat("mail", "in-doubt", "list").out == "no mail is in doubt\n"


def test_the_mail_itself_is_shown(drumbeat: CommandLine) -> None:
    """The bytes that were frozen with the claim."""
    enrolled = a_doubt(drumbeat)

    ran = drumbeat("mail", "in-doubt", "show", enrolled, "hello")

    assert ran.out.encode() == MAIL


def test_a_doubt_is_resolved_once(drumbeat: CommandLine) -> None:
    """With Temporal away it is said, and kept; the second time there is nothing in doubt."""
    enrolled = a_doubt(drumbeat)
    command = ("mail", "in-doubt", "resolve", enrolled, "hello")

    first = drumbeat(*command, "--lost", "--by", "ana")
    second = drumbeat(*command, "--arrived", "--by", "bo")

    assert (first.code, first.out) == (0, f"hello of {enrolled}: lost, says ana\n")
    assert "could not be told" in first.err
    assert (second.code, second.out) == (2, "")
    assert second.err == (
        f"no mail of step 'hello' of enrollment '{enrolled}' is in doubt; "
        "`drumbeat mail in-doubt list` has those that are\n"
    )
    assert listed(drumbeat) == []
    shown = drumbeat("enrollment", "show", enrolled).out
    assert "lost" in shown


def test_a_mail_is_sent_again(drumbeat: CommandLine) -> None:
    """Because somebody decided so, who is named; after the end of the enrollment never."""
    enrolled = a_doubt(drumbeat)

    ran = drumbeat("mail", "in-doubt", "send-again", enrolled, "hello", "--by", "ana")

    assert (ran.code, ran.out) == (0, f"hello of {enrolled}: send again, says ana\n")
    assert listed(drumbeat) == []


def test_nothing_is_sent_again_after_the_end(drumbeat: CommandLine) -> None:
    """One line says what can be said instead."""
    enrolled = a_doubt(drumbeat, is_open=False)

    ran = drumbeat("mail", "in-doubt", "send-again", enrolled, "hello", "--by", "ana")

    assert (ran.code, ran.out) == (2, "")
    assert "say whether the mail arrived" in ran.err
    assert len(listed(drumbeat)) == 1


def test_after_the_end_nobody_has_to_be_told(drumbeat: CommandLine) -> None:
    """A doubt about an enrollment that is over is resolved in the ledger alone."""
    enrolled = a_doubt(drumbeat, is_open=False)

    ran = drumbeat(
        "mail", "in-doubt", "resolve", enrolled, "hello", "--arrived", "--by", "ana", "--json"
    )

    assert ran.json() == {
        "enrollment": enrolled,
        "step": "hello",
        "outcome": "arrived",
        "by": "ana",
        "workflow_told": True,
    }  # fmt: skip -- the keys that programs rely on
    assert ran.err == ""


def test_a_resolution_says_which_way(drumbeat: CommandLine) -> None:
    """Neither way nor person is guessed."""
    enrolled = a_doubt(drumbeat)

    for missing, given in (("--arrived", ("--by", "ana")), ("--by", ("--lost",))):
        ran = drumbeat("mail", "in-doubt", "resolve", enrolled, "hello", *given)
        assert (ran.code, ran.out) == (2, "")
        assert missing in ran.err
    assert len(listed(drumbeat)) == 1


def test_without_a_mailbox_to_search_it_is_said(drumbeat: CommandLine) -> None:
    """What would be right stands in the one line."""
    ran = drumbeat("mail", "in-doubt", "search")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "no mailbox can be searched; give one its `imap` in DRUMBEAT_MAILBOXES\n"

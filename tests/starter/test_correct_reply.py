"""`drumbeat enrollment correct-reply`, where the reply had ended the enrollment."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from domain.facts import EnrollmentEnded, Fact, ReplyReceived
from ledger import open_ledger
from tests.starter.command_line import CommandLine
from tests.starter.test_commands import enrolled

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def replied(reply_class: str = "positive", source: str = "imap/1") -> ReplyReceived:
    return ReplyReceived(
        at=AT,
        source_id=source,
        reply_class=reply_class,
        confidence=80,
        rule="says-yes",
        to_step="hello",
    )


def an_ended(drumbeat: CommandLine, reply_class: str = "positive") -> str:
    """Ana's enrollment, which her reply has ended."""
    ana, _ = enrolled(drumbeat)
    enrollment = str(ana["enrollment"])
    ended = EnrollmentEnded(at=AT, state="finished", reason="replied", cause="imap/1")
    happens(drumbeat, enrollment, replied(reply_class), ended)
    return enrollment


def happens(drumbeat: CommandLine, enrollment: str, *facts: Fact) -> None:
    async def append() -> None:
        ledger = open_ledger(f"sqlite:///{drumbeat.folder / '.drumbeat' / 'ledger.sqlite3'}")
        await ledger.append(enrollment, facts)
        await ledger.close()

    asyncio.run(append())


def test_an_end_is_taken_back(drumbeat_on_temporal: CommandLine) -> None:
    """The command says how it stands now; the page shows who said what, and how sure we were."""
    drumbeat = drumbeat_on_temporal
    enrollment = an_ended(drumbeat)

    ran = drumbeat("enrollment", "correct-reply", enrollment, "wrong_person", "--by", "ana")
    again = drumbeat(
        *("enrollment", "correct-reply", enrollment, "out_of_office", "--by", "ana"),
        *("--until", "2026-03-20", "--reply", "imap/1"),
    )

    assert (ran.code, ran.out) == (0, f"{enrollment} ana@x.example: finished (wrong_person)\n")
    assert (again.code, again.out) == (0, f"{enrollment} ana@x.example: active\n"), again.err
    page = drumbeat("enrollment", "show", enrollment).out
    assert "imap/1: positive 80 % by says-yes, to hello" in " ".join(page.split())
    assert "by ana" in page


def test_what_makes_no_sense_is_refused(drumbeat_on_temporal: CommandLine) -> None:
    """One line, exit code 2, nothing half done."""
    drumbeat = drumbeat_on_temporal
    enrollment = an_ended(drumbeat)
    correct = ("enrollment", "correct-reply", enrollment)

    polite = drumbeat(*correct, "polite", "--by", "ana")
    other = drumbeat(*correct, "negative", "--by", "ana", "--reply", "imap/9")
    same = drumbeat(*correct, "positive", "--by", "ana")

    assert [ran.code for ran in (polite, other, same)] == [2, 2, 2]
    assert "'polite' is no class of a reply; use one of positive" in polite.err
    assert other.err == f"enrollment {enrollment} has no such reply; its replies: imap/1\n"
    assert "is positive already" in same.err


def test_whoever_was_silenced_stays_so(drumbeat_on_temporal: CommandLine) -> None:
    """The line says what a person has to do first."""
    drumbeat = drumbeat_on_temporal
    enrollment = an_ended(drumbeat, "unsubscribe")
    correct = ("enrollment", "correct-reply", enrollment, "out_of_office", "--by", "ana")

    refused = drumbeat(*correct)
    drumbeat("suppression", "remove", "ana@x.example", "--by", "ana", "--because", "no opt-out")
    ran = drumbeat(*correct)

    assert (refused.code, "`drumbeat suppression remove` first" in refused.err) == (2, True)
    assert ran.code == 0, ran.err
    assert "until `drumbeat suppression remove`" in ran.out

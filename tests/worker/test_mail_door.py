"""The door for read mails: one mail is one event, and none is lost to a defect."""

from __future__ import annotations

import pytest
import structlog

from domain.errors import LedgerUnavailable
from domain.ports import InboundEvent, Ingested
from ledger.memory import MemoryLedger
from tests.domain.replies.mails import OURS, a_report, failed
from tests.worker.mailroom import a_door, a_reply, enrolled, heard
from worker.mail_door import event_id_of

ADAS = a_reply("ada")


async def test_a_mail_that_came_twice_is_one_event() -> None:
    """By two ways, each with traces of its own above what its author wrote."""
    ledger = MemoryLedger()
    await enrolled(ledger, "ada")
    door = a_door(ledger)

    await door.take_in(b"Received: from a by b\r\nDelivered-To: robin@n.example\r\n" + ADAS)
    await door.take_in(b"Return-Path: <ada@example.com>\r\nReceived: from c by d\r\n" + ADAS)
    await door.take_in(ADAS.replace(b"\r\n", b"\n"))

    assert await heard(ledger) == ["ada"]


async def test_what_somebody_wrote_is_kept_to_be_read() -> None:
    """Without what they quote."""
    ledger = MemoryLedger()
    await enrolled(ledger, "ada")

    await a_door(ledger).take_in(a_reply("ada", "Call me.\r\n\r\n> Hi Ada,\r\n> a word?"))

    assert [row.words for row in await ledger.events()] == ["Call me."]


async def test_a_message_id_that_is_used_twice_hides_no_answer() -> None:
    """Nor does one that is missing: other words are another mail."""
    ledger = MemoryLedger()
    await enrolled(ledger, "ada")
    nameless = ADAS.replace(b"Message-ID: <ada@example.com>\r\n", b"")

    for mail in (ADAS, a_reply("ada", "Stop that."), nameless, nameless.replace(b"Yes", b"No")):
        await a_door(ledger).take_in(mail)

    assert await heard(ledger) == ["ada"] * 4


async def test_a_mail_that_defeats_us_is_kept_for_a_person() -> None:
    """What the ledger cannot take as it was understood is logged, and listed with its bytes."""
    ledger = FussyLedger()
    await enrolled(ledger, "ada")

    with structlog.testing.capture_logs() as logs:
        await a_door(ledger).take_in(ADAS)

    (listed,) = await ledger.waiting()
    (line,) = logs
    assert (listed.provider, listed.event_id) == ("imap", event_id_of(ADAS))
    assert (listed.email, listed.message_id) == (None, None)
    assert (line["log_level"], line["event_id"]) == ("error", listed.event_id)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("delivery-status", failed("5.1.1", to="ada@example.com")),
        ("feedback-report", "Feedback-Type: abuse\nOriginal-Rcpt-To: ada@example.com\n"),
    ],
)
@pytest.mark.parametrize("about", ["<1@evil.example>", OURS])
async def test_a_forged_report_silences_nobody(kind: str, fields: str, about: str) -> None:
    """Who knows an address and no mail of ours neither ends nor suppresses a prospect.

    It is listed only where it names what may be a mail of ours: all others are private mail.
    """
    ledger = MemoryLedger()
    await enrolled(ledger, "ada")

    await a_door(ledger).take_in(a_report(fields, kind=kind, about=about))

    listed = [(row.verdict, row.email) for row in await ledger.waiting()]
    assert listed == ([(Ingested.UNMATCHED, None)] if about == OURS else [])
    assert await ledger.suppressions() == ()
    assert await heard(ledger) == []


async def test_a_colleague_who_answers_a_list_is_not_heard() -> None:
    """Of what came by way of a list, only the exact address of a prospect counts."""
    ledger = MemoryLedger()
    await enrolled(ledger, "ada")
    by_list = b"List-Id: <x.example.com>\r\nIn-Reply-To: <1@relay.example>\r\n"

    for name in ("bob", "ada"):
        await a_door(ledger).take_in(by_list + a_reply(name))

    assert await heard(ledger) == ["ada"]
    assert await ledger.waiting() == ()


async def test_a_ledger_that_is_away_is_no_defect() -> None:
    """Who reads tries again: nothing is stored in another way."""
    ledger = AwayLedger()

    with pytest.raises(LedgerUnavailable):
        await a_door(ledger).take_in(ADAS)

    assert await ledger.waiting() == ()


class FussyLedger(MemoryLedger):
    """Refuses addresses, as a database refuses text that it cannot store."""

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        if event.email:
            raise ValueError("this is no text for a database")
        return await super().ingest(event)


class AwayLedger(MemoryLedger):
    """Takes nothing in for now."""

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        raise LedgerUnavailable

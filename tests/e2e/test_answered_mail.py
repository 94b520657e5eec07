"""What comes back by mail, from people's mail programs into the sender's mailbox, does its work.

Postfix relays and bounces, dovecot is the sender's mailbox, worker and webhooks run as they do.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from domain.cadence import Cadence
from domain.facts import Fact, Paused, TouchPerformed
from ledger.records import EnrollmentRow
from ledger.sql import SqlLedger
from starter.stack.ports import free_port
from tests.builders import a_cadence, a_prospect, a_step
from tests.e2e.answering import an_absence, an_answer, post
from tests.e2e.house import House, a_house, eventually, facts_of, until_ended
from tests.imap_server import PASSWORD, an_imap_server
from tests.postfix import Postfix, a_postfix

ROBIN = "robin@northwind.example"
KATRIN = "katrin.vogel@lindenhof.example"
BEN = "ben.roeder@lindenhof.example"
DORA = "dora.lind@lindenhof.example"
# Nobody at Lindenhof has this address.
GONE = "gone@lindenhof.example"
SPEED = 30_000.0
BACK = datetime(2026, 12, 7, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """How it ended for each, and who may not be written to any more."""

    rows: Mapping[str, EnrollmentRow]
    facts: Mapping[str, Sequence[Fact]]
    mails: Mapping[str, int]
    suppressed: Mapping[str, str]
    seen: Sequence[int]
    metrics: str

    def end_of(self, address: str) -> tuple[str, str | None]:
        return self.rows[address].state, self.rows[address].reason


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return asyncio.run(_played(tmp_path_factory.mktemp("answered")))


def test_a_reply_ends_the_cadence(outcome: Outcome) -> None:
    """Nothing goes out after it, and in the mailbox it is as unread as it came."""
    assert outcome.end_of(KATRIN) == ("finished", "replied")
    assert outcome.mails[KATRIN] == 1
    assert outcome.seen == []


def test_who_is_away_is_left_alone_until_then(outcome: Outcome) -> None:
    """The date stands in German words; the mail of the days before follows when it has come."""
    (paused,) = [fact for fact in outcome.facts[BEN] if isinstance(fact, Paused)]
    _, later = [fact.at for fact in outcome.facts[BEN] if isinstance(fact, TouchPerformed)]

    assert paused.reason == "out_of_office"
    assert paused.until is not None
    assert abs(paused.until - BACK) < timedelta(hours=12)
    assert later >= paused.until
    assert outcome.end_of(BEN) == ("finished", "completed")


def test_an_address_that_is_gone_is_written_to_no_more(outcome: Outcome) -> None:
    """Postfix took the mail and said later, in a mail of its own, that nobody is there."""
    assert outcome.end_of(GONE) == ("bounced", "bounced")
    assert outcome.suppressed[GONE] == "email"


def test_who_asks_to_be_left_alone_is(outcome: Outcome) -> None:
    """In words, by a plain reply: on every channel, for good."""
    assert outcome.end_of(DORA) == ("opted_out", "opted_out")
    assert outcome.suppressed[DORA] == "*"
    assert outcome.mails[DORA] == 1


def test_what_was_read_is_counted(outcome: Outcome) -> None:
    """As what comes in by webhook is, under the name of its door."""
    read = 'drumbeat_events_total{provider="imap",verdict="accepted"} '

    (line,) = [each for each in outcome.metrics.splitlines() if each.startswith(read)]

    # Three answers, and the report that nobody has the fourth address.
    assert int(line.removeprefix(read)) == 4


async def _played(folder: Path) -> Outcome:
    async with a_postfix([ROBIN, KATRIN, BEN, DORA]) as postfix:
        with an_imap_server(ROBIN, mails=postfix.mails) as server:
            more = {
                "DRUMBEAT_MAILBOXES": str(_mailboxes(folder, postfix.port, server.port)),
                "DRUMBEAT_IMAP_POLL_SECONDS": "2",
            }
            async with a_house(folder, SPEED, more=more) as house, house.ledger() as ledger:
                metrics = await _answered(house, ledger, postfix)
                return await _outcome(ledger, postfix, server.seen(ROBIN), metrics)


def _mailboxes(folder: Path, smtp: int, imap: int) -> Path:
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    here = {"host": "127.0.0.1", "tls": "none"}
    entry = {
        "address": f"Robin Väle <{ROBIN}>",
        "smtp": {**here, "port": smtp},
        "imap": {**here, "port": imap, "password": {"file": str(folder / "password")}},
    }
    file = folder / "mailboxes.yaml"
    file.write_text(json.dumps({"mailboxes": [entry]}), encoding="utf-8")
    return file


async def _answered(house: House, ledger: SqlLedger, postfix: Postfix) -> str:
    """All are written to, three answer their first mail, and everything takes its course.

    What the worker has counted meanwhile.
    """
    people = [a_prospect(id=p, email=p, phone=None) for p in (KATRIN, BEN, DORA, GONE)]
    await house.enroll(ledger, _two_mails(), people)
    metrics = f"127.0.0.1:{free_port()}"
    named = f"DRUMBEAT_METRICS_ADDRESS={metrics}"
    house.start("worker", "env", named, sys.executable, "-m", "worker")
    house.start_webhooks()
    katrins = an_answer(await _first_mail(postfix, KATRIN), "Yes, let us talk on Thursday.")
    await post(postfix.port, katrins)
    await post(postfix.port, an_absence(await _first_mail(postfix, BEN)), envelope_sender="")
    doras = an_answer(await _first_mail(postfix, DORA), "Please remove me from your list.")
    await post(postfix.port, doras)
    await until_ended(ledger, 120)
    async with httpx.AsyncClient() as client:
        return (await client.get(f"http://{metrics}/metrics")).text


def _two_mails() -> Cadence:
    first = a_step(id="mail-1", channel="email", day=1, subject="Docks and trucks")
    later = a_step(id="mail-2", channel="email", day=5, subject=None)
    return a_cadence(steps=[first, later], rules={"window": "00:30-23:30"})


async def _first_mail(postfix: Postfix, address: str) -> EmailMessage:
    await eventually(lambda: bool(postfix.delivered(address)), 60, f"no mail for {address}")
    return postfix.delivered(address)[0]


async def _outcome(
    ledger: SqlLedger, postfix: Postfix, seen: Sequence[int], metrics: str
) -> Outcome:
    rows = {row.prospect: row for row in await ledger.enrollments()}
    tickets = {p: await ledger.ticket(row.enrollment) for p, row in rows.items()}
    return Outcome(
        rows,
        {p: await facts_of(ledger, ticket) for p, ticket in tickets.items()},
        {p: len(postfix.delivered(p)) for p in rows},
        {row.address: row.channel for row in await ledger.suppressions()},
        seen,
        metrics,
    )

"""A mailbox is connected and sends, while its tokens expire, and while its grant is revoked."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.email import EmailActivities
from activities.touching import Started, StartTouch
from activities.transports.smtp import SmtpTransport
from domain.facts import TouchHeld, TouchPerformed
from domain.mailboxes import Mailbox
from domain.mailboxes.servers import Server
from ledger import open_ledger
from ledger.records import Ticket
from ledger.sql import SqlLedger
from starter.commands.connect import Consent
from tests.builders import a_prospect
from tests.contracts.scene import HOUR, INTRODUCTION, MONDAY, a_plan
from tests.oauth.authorization_server import ROBIN, AuthorizationServer
from tests.oauth.granting import NOW as REVOKED
from tests.oauth.granting import tokens_on
from tests.oauth.mail_server import GuardedMailbox
from tests.oauth.office import Browser, Office

NOW = MONDAY + HOUR
PEOPLE = [f"prospect{number}@example.com" for number in range(30)]


@dataclass
class Run:
    """Thirty enrollments whose first mail is due, and the activity that sends them."""

    office: Office
    ledger: SqlLedger
    activities: EmailActivities
    enrollments: Sequence[str]

    async def send(self, enrollments: Sequence[str], generation: int = 1) -> list[Started]:
        """All of them at once, as a worker does."""
        return await asyncio.gather(*(self._send(one, generation) for one in enrollments))

    async def _send(self, enrollment_id: str, generation: int) -> Started:
        await self.ledger.append(enrollment_id, [a_plan(generation=generation)])
        request = StartTouch(enrollment_id, "intro", generation, "email", MONDAY + 8 * HOUR)
        started: Started = await ActivityEnvironment().run(self.activities.send_email, request)
        return started


@pytest.fixture
async def run(
    tmp_path: Path, authorization: AuthorizationServer, mail: GuardedMailbox
) -> AsyncIterator[Run]:
    """Robin has connected the mailbox in a browser; the worker has its grant from the ledger."""
    office = Office(tmp_path, mail.port)
    await office.connect(Consent(authorization.grants(), Browser()))
    ledger = open_ledger(office.settings.ledger_url)
    async with _a_transport(ledger, authorization, mail) as transport:
        mailboxes = [Mailbox(ROBIN, f"Robin Vale <{ROBIN}>")]
        activities = EmailActivities(ledger, transport, mailboxes, lambda: NOW)
        yield Run(office, ledger, activities, await _enrolled(ledger))
    await ledger.close()


@asynccontextmanager
async def _a_transport(
    ledger: SqlLedger, authorization: AuthorizationServer, mail: GuardedMailbox
) -> AsyncIterator[SmtpTransport]:
    server = Server("127.0.0.1", mail.port, username=ROBIN)
    transport = SmtpTransport(server, tokens=tokens_on(ledger, authorization))
    try:
        yield transport
    finally:
        await transport.aclose()


async def _enrolled(ledger: SqlLedger) -> list[str]:
    await ledger.publish(INTRODUCTION, MONDAY)
    people = [
        a_prospect(id=address, email=address, phone=None, linkedin_url=None, account=None)
        for address in PEOPLE
    ]
    tickets = await ledger.enroll(people, INTRODUCTION.name, MONDAY)
    return [ticket.enrollment_id for ticket in tickets if isinstance(ticket, Ticket)]


def recipients(mail: GuardedMailbox) -> list[str]:
    return sorted(str(message["To"]) for message in mail.mails)


@pytest.mark.parametrize("says", ["530 5.7.0 Authentication required", "421 4.7.0 Closing"])
async def test_tokens_that_expire_cost_no_mail(
    run: Run, authorization: AuthorizationServer, mail: GuardedMailbox, says: str
) -> None:
    """Twice in mid-run every token ends: thirty mails are accepted, each once."""
    mail.when_expired = says
    started: list[Started] = []

    for first in (0, 10, 20):
        started += await run.send(run.enrollments[first : first + 10])
        authorization.expire()

    assert [type(one) for one in started] == [TouchPerformed] * 30
    assert recipients(mail) == sorted(PEOPLE)
    assert authorization.renewals == 3, "one for each token, however many mails waited for it"
    assert mail.refused > 0


async def test_a_revocation_holds_what_is_left(
    run: Run, authorization: AuthorizationServer, mail: GuardedMailbox
) -> None:
    """Twenty mails wait for the mailbox, which says why; connected again, it sends them, once."""
    sent = await run.send(run.enrollments[:10])
    authorization.revoke()

    held = await run.send(run.enrollments[10:])

    assert [type(one) for one in sent] == [TouchPerformed] * 10
    reasons = Counter(one.reason for one in held if isinstance(one, TouchHeld))
    # Those that come after the first refusal is recorded find the mailbox paused by it.
    assert reasons["login_refused"] >= 1
    assert reasons["login_refused"] + reasons["mailbox_paused"] == 20
    assert (len(held), len(mail.mails)) == (20, 10)
    kept = await run.office.kept()
    assert kept is not None
    assert kept.invalid_since == REVOKED

    await run.office.connect(Consent(authorization.grants(), Browser()))
    rest = await run.send(run.enrollments[10:], generation=2)

    assert [type(one) for one in rest] == [TouchPerformed] * 20
    assert recipients(mail) == sorted(PEOPLE)

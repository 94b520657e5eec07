"""A mail in doubt that lies in the mailbox's Sent folder resolves itself; its run hears of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from domain.facts import Resolved, TouchPerformed
from domain.mail.doubts import Doubt
from ledger.records import Ticket
from starter.stack.ports import free_port
from tests.activities.test_imap import the_mailbox
from tests.builders import a_cadence, a_prospect, a_step
from tests.imap_server import ImapServer, an_imap_server
from tests.workflows.scenarios import left_in_doubt
from tests.workflows.stage import Handle, Stage, a_stage
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.resolving import tell_resolution
from workflows.runs.searching import DoubtSearch, Searchable, Searched

ROBIN = "robin@northwind.example"
TWO_MAILS = a_cadence(steps=[a_step(), a_step(id="again", day=5)])


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with an_imap_server(ROBIN) as server:
        yield server


async def in_doubt(stage: Stage) -> tuple[Ticket, Handle]:
    ticket, handle = await stage.enroll(a_prospect(), TWO_MAILS)
    await left_in_doubt(stage, ticket, "intro")
    while not await stage.ledger.doubts():
        await stage.days(0.125)
    return ticket, handle


async def searched(stage: Stage, mailboxes: Mapping[str, Searchable]) -> Searched:
    async def tell(doubt: Doubt, fact: Resolved) -> bool:
        return await tell_resolution(stage.env.client, doubt.workflow_id, doubt.enrollment, fact)

    now = await stage.now()
    return await DoubtSearch(stage.ledger, mailboxes, tell, lambda: now).search()


async def test_a_mail_that_lies_in_sent_has_arrived(server: ImapServer) -> None:
    """First it is nowhere and stays in doubt; then it is there, once for all."""
    mailboxes = {ROBIN: the_mailbox(server.port)}
    async with a_stage() as stage:
        ticket, handle = await in_doubt(stage)
        (doubt,) = await stage.ledger.doubts()

        before = await searched(stage, mailboxes)
        (still,) = await stage.ledger.doubts()
        server.put(ROBIN, f"Message-ID: {doubt.message_id}\r\n\r\nHi".encode(), folder="Sent")
        found = await searched(stage, mailboxes)
        after = await searched(stage, mailboxes)
        standing = await handle.query(EnrollmentWorkflow.state)

        assert (before, found, after) == (
            Searched(1, 0, {}),
            Searched(1, 1, {}),
            Searched(0, 0, {}),
        )
        (evidence,) = still.evidence
        assert evidence.source == f"imap {ROBIN}"
        assert evidence.finding.startswith("neither in Sent")
        assert await stage.ledger.doubts() == ()
        assert standing.sources == ("resolved/intro",)
        (fact,) = [f for f in await stage.facts(ticket) if isinstance(f, TouchPerformed)]
        assert (fact.step, fact.by) == ("intro", f"imap {ROBIN}")
        await handle.terminate()


async def test_a_mailbox_that_does_not_answer_is_told(server: ImapServer) -> None:
    """Its doubts stay as they are; those of a mailbox that cannot be searched are not counted."""
    async with a_stage() as stage:
        _, handle = await in_doubt(stage)

        away = await searched(stage, {ROBIN: the_mailbox(free_port())})
        nobody = await searched(stage, {"else@northwind.example": the_mailbox(server.port)})

        assert (away.looked_for, away.arrived) == (1, 0)
        assert away.unreachable[ROBIN].startswith("IMAP at 127.0.0.1:")
        assert nobody == Searched(0, 0, {})
        assert len(await stage.ledger.doubts()) == 1
        await handle.terminate()

"""A mail in doubt is resolved while its run goes on, or after: the run hears of it once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.clock import Clock
from domain.facts import Resolved, TouchInDoubt, TouchPerformed, TouchSkipped
from domain.mail.doubts import Resolution, Ruling
from ledger.records import Ticket
from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.scenarios import left_in_doubt
from tests.workflows.stage import QUEUE, Handle, Stage, a_stage
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.reconciling import Mended, Reconciler
from workflows.runs.resolving import tell_resolution

TWO_MAILS = a_cadence(steps=[a_step(), a_step(id="again", day=5)])


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with a_stage() as stage:
        yield stage


async def in_doubt(stage: Stage) -> tuple[Ticket, Handle]:
    """A run whose first mail is in doubt, and whose second is not due yet."""
    ticket, handle = await stage.enroll(a_prospect(), TWO_MAILS)
    await left_in_doubt(stage, ticket, "intro")
    while not await stage.ledger.doubts():
        await stage.days(0.125)
    return ticket, handle


async def resolved(stage: Stage, ticket: Ticket, ruling: Ruling) -> Resolved:
    found = Resolution(ticket.enrollment_id, "intro", ruling, "ana", await stage.now())
    return await stage.ledger.resolve(found)


async def mended(stage: Stage) -> dict[Mended, int]:
    reconciler = Reconciler(stage.env.client, stage.ledger, Clock(), QUEUE)
    found = await reconciler.reconcile(await stage.now())
    return {kind: count for kind, count in found.mended.items() if count}


@pytest.mark.parametrize(
    ("ruling", "line"), [(Ruling.ARRIVED, "performed"), (Ruling.LOST, "skipped")]
)
async def test_a_run_hears_what_became_of_its_mail(stage: Stage, ruling: Ruling, line: str) -> None:
    """However often it is told; it is one fact, and the cadence goes on as it was."""
    ticket, handle = await in_doubt(stage)
    fact = await resolved(stage, ticket, ruling)

    for _ in range(2):
        client, enrolled = stage.env.client, ticket.enrollment_id
        assert await tell_resolution(client, ticket.workflow_id, enrolled, fact)
    standing = await handle.query(EnrollmentWorkflow.state)
    (first, *_) = await handle.query(EnrollmentWorkflow.timeline)
    well = await mended(stage)
    outcome = await stage.outcome(handle)

    assert standing.sources == ("resolved/intro",)
    assert first.startswith(f"intro · email · {line}")
    assert well == {Mended.NOTHING: 1}
    assert outcome.reason == "completed"
    facts = await stage.facts(ticket)
    assert facts.count(fact) == 1
    assert sum(isinstance(each, TouchInDoubt) for each in facts) == 1
    assert [str(mail["Message-ID"]).split(".")[1][:5] for mail in stage.mailbox.mails] == ["again"]


async def test_a_person_has_it_sent_again(stage: Stage) -> None:
    """One more mail of the same name goes out; what follows keeps its distance to that."""
    ticket, handle = await in_doubt(stage)
    await stage.days(1)
    fact = await resolved(stage, ticket, Ruling.SEND_AGAIN)

    assert await tell_resolution(stage.env.client, ticket.workflow_id, ticket.enrollment_id, fact)
    outcome = await stage.outcome(handle)

    facts = await stage.facts(ticket)
    sent = [each for each in facts if isinstance(each, TouchPerformed)]
    assert outcome.reason == "completed"
    assert facts.count(fact) == 1
    assert [each.step for each in sent] == ["intro", "again"]
    assert sent[0].at > fact.at
    assert sent[1].at - sent[0].at > timedelta(days=3)
    names = [str(mail["Message-ID"]).split(".")[1][:5] for mail in stage.mailbox.mails]
    assert names == ["intro", "again"]


async def test_a_run_that_was_not_told_is_taken_back(stage: Stage) -> None:
    """Temporal was away when the doubt was resolved: the reconciler makes it good."""
    ticket, _ = await in_doubt(stage)
    fact = await resolved(stage, ticket, Ruling.LOST)

    assert await mended(stage) == {Mended.TAKEN_BACK: 1}

    outcome = await stage.outcome(stage.handle(ticket))
    assert outcome.reason == "completed"
    assert (await stage.facts(ticket)).count(fact) == 1
    assert len(stage.mailbox.mails) == 1


async def test_what_is_meant_for_another_enrollment_is_not_taken(stage: Stage) -> None:
    """A later run of the same person hears nothing of an old mail, though it has the same id."""
    ticket, handle = await in_doubt(stage)
    fact = TouchSkipped(
        at=await stage.now(), step="intro", reason="lost", source_id="resolved/intro", by="ana"
    )

    assert await tell_resolution(stage.env.client, ticket.workflow_id, "e-earlier", fact)

    standing = await handle.query(EnrollmentWorkflow.state)
    assert standing.sources == ()
    await handle.terminate()


async def test_a_run_that_is_not_there_cannot_be_told(stage: Stage) -> None:
    """After its end, or before its start: the answer says so, and nothing fails."""
    ticket, handle = await in_doubt(stage)
    await stage.outcome(handle)
    fact = await resolved(stage, ticket, Ruling.ARRIVED)

    told = await tell_resolution(stage.env.client, ticket.workflow_id, ticket.enrollment_id, fact)

    assert not told
    _, (first, *_), _ = await stage.ledger.enrollment(ticket.enrollment_id)
    assert first.outcome == "performed"

"""A mail in doubt is resolved while its run goes on, or after: the run hears of it once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from domain.clock import Clock
from domain.doubts import Resolution
from domain.facts import TouchInDoubt, TouchPerformed, TouchSkipped
from ledger.records import Ticket
from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.scenarios import left_in_doubt
from tests.workflows.stage import QUEUE, Handle, Stage, a_stage
from workflows.enrollment import EnrollmentWorkflow
from workflows.reconciling import Mended, Reconciler
from workflows.resolving import tell_resolution

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


async def resolved(
    stage: Stage, ticket: Ticket, *, has_arrived: bool
) -> TouchPerformed | TouchSkipped:
    found = Resolution(ticket.enrollment_id, "intro", has_arrived, "ana", await stage.now())
    return await stage.ledger.resolve(found)


async def mended(stage: Stage) -> dict[Mended, int]:
    reconciler = Reconciler(stage.env.client, stage.ledger, Clock(), QUEUE)
    found = await reconciler.reconcile(await stage.now())
    return {kind: count for kind, count in found.mended.items() if count}


@pytest.mark.parametrize(
    ("has_arrived", "line"), [(True, "performed"), (False, "skipped")], ids=["arrived", "lost"]
)
async def test_a_run_hears_what_became_of_its_mail(
    stage: Stage,
    has_arrived: bool,  # noqa: FBT001 -- the two ways there are
    line: str,
) -> None:
    """However often it is told; it is one fact, and the cadence goes on as it was."""
    ticket, handle = await in_doubt(stage)
    fact = await resolved(stage, ticket, has_arrived=has_arrived)

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


async def test_a_run_that_was_not_told_is_taken_back(stage: Stage) -> None:
    """Temporal was away when the doubt was resolved: the reconciler makes it good."""
    ticket, _ = await in_doubt(stage)
    fact = await resolved(stage, ticket, has_arrived=False)

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
    fact = await resolved(stage, ticket, has_arrived=True)

    told = await tell_resolution(stage.env.client, ticket.workflow_id, ticket.enrollment_id, fact)

    assert not told
    _, (first, *_), _ = await stage.ledger.enrollment(ticket.enrollment_id)
    assert first.outcome == "performed"

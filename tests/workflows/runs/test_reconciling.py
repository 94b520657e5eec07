"""Ledger and Temporal differ: the reconciler brings the run in line with its facts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from domain.cadence import Cadence
from domain.clock import Clock
from domain.facts import EnrollmentEnded, ReplyReceived, TaskCompleted, TouchPerformed
from ledger.records import Attribution, Ticket
from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.stage import QUEUE, Stage, a_stage
from workflows.contract import Heard
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.liveness import what_it_waits_for
from workflows.runs.reconciling import Mended, Reconciler


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with a_stage() as stage:
        yield stage


def three_mails() -> Cadence:
    return a_cadence(steps=[a_step(id=f"mail-{day}", day=day) for day in (1, 3, 5)])


async def reconciled(stage: Stage) -> dict[Mended, int]:
    reconciler = Reconciler(stage.env.client, stage.ledger, Clock(), QUEUE)
    found = await reconciler.reconcile(await stage.now())
    return {kind: count for kind, count in found.mended.items() if count}


async def test_what_never_started_is_started(stage: Stage) -> None:
    """The ledger's row was written, then the starter died."""
    cadence = three_mails()
    await stage.ledger.publish(cadence, await stage.now())
    (ticket,) = await stage.ledger.enroll([a_prospect()], cadence.version, await stage.now(), False)
    assert isinstance(ticket, Ticket)

    assert await reconciled(stage) == {Mended.STARTED: 1}

    outcome = await stage.outcome(stage.handle(ticket))
    assert outcome.reason == "completed"


async def test_what_was_terminated_goes_on_from_the_facts(stage: Stage) -> None:
    """Terminated after the first mail: the new run sends the other two, and the first not again."""
    ticket, handle = await stage.enroll(a_prospect(), three_mails())
    await stage.days(1.9)
    sent = len(stage.mailbox.mails)
    await handle.terminate("by a hand")

    assert await reconciled(stage) == {Mended.RESTARTED: 1}

    outcome = await stage.outcome(stage.handle(ticket))
    facts = await stage.facts(ticket)
    assert outcome.reason == "completed"
    assert 1 <= sent < 3
    assert len({str(mail["Message-ID"]) for mail in stage.mailbox.mails}) == 3
    assert len(stage.mailbox.mails) == 3
    assert sum(isinstance(fact, TouchPerformed) for fact in facts) == 3


async def test_a_run_that_lost_a_fact_is_taken_back(stage: Stage) -> None:
    """The ledger holds a reply that the run does not know, as after a reset: it ends, replied."""
    ticket, _ = await stage.enroll(a_prospect(), three_mails())
    reply = ReplyReceived(at=await stage.now(), source_id="webhook/1")
    await stage.ledger.append(ticket.enrollment_id, [reply])

    assert await reconciled(stage) == {Mended.TAKEN_BACK: 1}

    outcome = await stage.outcome(stage.handle(ticket))
    assert outcome.reason == "replied"


async def test_a_run_that_lost_a_completed_task_is_taken_back(stage: Stage) -> None:
    """The rep's work is in the ledger, but the run still waits for it, as after a power cut."""
    cadence = a_cadence(steps=[a_step(id="call", channel="call", blocking=True)])
    ticket, _ = await stage.enroll(a_prospect(), cadence)
    await stage.until_open(ticket, "call")
    done = TaskCompleted(at=await stage.now(), step="call", disposition="connected", by="robin")
    await stage.ledger.append(ticket.enrollment_id, [done])

    assert await reconciled(stage) == {Mended.TAKEN_BACK: 1}

    outcome = await stage.outcome(stage.handle(ticket))
    assert outcome.reason == "completed"


async def test_a_run_that_was_not_told_of_the_end_of_a_pause_is_taken_back(stage: Stage) -> None:
    """Whoever wakes it dies between ledger and signal: it goes on all the same, once."""
    ticket, _ = await stage.enroll(a_prospect(), three_mails())
    await stage.days(1.9)
    by_ana = Attribution("ana", None, await stage.now())
    await stage.ledger.pause_cadence(ticket.cadence, by_ana)
    await stage.days(7)
    await stage.ledger.resume_cadence(ticket.cadence, "ana", await stage.now())
    (pause,) = await stage.ledger.ended_pauses()
    await stage.ledger.append(ticket.enrollment_id, [pause.end])

    assert await reconciled(stage) == {Mended.TAKEN_BACK: 1}

    outcome = await stage.outcome(stage.handle(ticket))
    assert outcome.reason == "completed"
    assert len(stage.mailbox.mails) == 3


async def test_the_run_of_an_ended_enrollment_makes_room(stage: Stage) -> None:
    """The ledger ended the first enrollment, its run sleeps on; the next one gets its place."""
    first, _ = await stage.enroll(a_prospect(), three_mails())
    ended = EnrollmentEnded(at=await stage.now(), state="finished", reason="manual")
    await stage.ledger.append(first.enrollment_id, [ended])
    (second,) = await stage.ledger.enroll(
        [a_prospect()], first.version, await stage.now(), again=True
    )
    assert isinstance(second, Ticket)

    assert await reconciled(stage) == {Mended.TAKEN_BACK: 1}

    standing = await stage.handle(second).query(EnrollmentWorkflow.state)
    assert standing.enrollment_id == second.enrollment_id
    await stage.handle(second).terminate()


async def test_what_is_well_is_left_alone(stage: Stage) -> None:
    """A sleeping run stays as it is, and its history names the timer it waits for."""
    ticket, handle = await stage.enroll(a_prospect(), three_mails())
    await stage.env.sleep(1)

    assert await reconciled(stage) == {Mended.NOTHING: 1}
    assert await what_it_waits_for(stage.env.client, ticket.workflow_id) == ("timer",)
    await handle.signal(
        EnrollmentWorkflow.opt_out, Heard(ticket.enrollment_id, "webhook/1", await stage.now())
    )
    await stage.outcome(handle)
    assert await reconciled(stage) == {}

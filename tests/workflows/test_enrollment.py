"""Whole cadences on the time-skipping server, with real SMTP and the in-memory ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.cadence import Cadence
from domain.facts import (
    EnrollmentEnded,
    Fact,
    ReplyReceived,
    TaskOpened,
    TouchPerformed,
    TouchPlanned,
)
from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.stage import Stage, a_stage
from workflows.contract import CompleteTask, FinishRequest, Heard, PauseRequest, ResumeRequest
from workflows.enrollment import EnrollmentWorkflow


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with a_stage() as stage:
        yield stage


def three_mails() -> Cadence:
    return a_cadence(
        steps=[a_step(id=f"mail-{day}", channel="email", day=day) for day in (1, 3, 10)]
    )


def performed(facts: list[Fact]) -> dict[str, datetime]:
    return {fact.step: fact.at for fact in facts if isinstance(fact, TouchPerformed)}


async def test_a_silent_prospect_gets_every_mail_and_completes(stage: Stage) -> None:
    """Two weeks without an answer: each mail once, days apart, then `completed`."""
    ticket, handle = await stage.enroll(a_prospect(), three_mails())

    outcome = await stage.outcome(handle)

    assert (outcome.state, outcome.reason) == ("finished", "completed")
    at = performed(await stage.facts(ticket))
    assert list(at) == ["mail-1", "mail-3", "mail-10"]
    assert at["mail-3"].date() - at["mail-1"].date() >= timedelta(days=2)
    assert at["mail-10"].date() - at["mail-3"].date() >= timedelta(days=7)
    assert len({mail["Message-ID"] for mail in stage.mailbox.mails}) == 3


async def test_a_reply_stops_the_cadence(stage: Stage) -> None:
    """After the first mail a reply comes: no second mail, outcome `replied`."""
    ticket, handle = await stage.enroll(a_prospect(), three_mails())
    await stage.days(4.5)
    before = len(stage.mailbox.mails)

    await handle.signal(
        EnrollmentWorkflow.reply, Heard(ticket.enrollment_id, "webhook/1", await stage.now())
    )
    outcome = await stage.outcome(handle)

    assert before >= 1
    assert outcome.reason == "replied"
    assert len(stage.mailbox.mails) == before
    assert isinstance((await stage.facts(ticket))[-2], ReplyReceived)


async def test_a_redelivered_reply_is_one_fact(stage: Stage) -> None:
    """The same source event, signalled three times, is recorded once."""
    cadence = a_cadence(steps=[a_step(day=1), a_step(id="late", day=10)], on={"reply": "continue"})
    ticket, handle = await stage.enroll(a_prospect(), cadence)
    for _ in range(3):
        await handle.signal(
            EnrollmentWorkflow.reply, Heard(ticket.enrollment_id, "webhook/1", await stage.now())
        )

    await stage.outcome(handle)

    facts = await stage.facts(ticket)
    assert sum(isinstance(fact, ReplyReceived) for fact in facts) == 1


async def test_a_signal_for_another_enrollment_is_ignored(stage: Stage) -> None:
    """The workflow id outlives an enrollment; a late reply to the former one stops nothing."""
    _, handle = await stage.enroll(a_prospect(), three_mails())

    await handle.signal(EnrollmentWorkflow.reply, Heard("e-other", "webhook/1", await stage.now()))
    outcome = await stage.outcome(handle)

    assert outcome.reason == "completed"


async def test_a_late_task_does_not_delay_the_next_mail(stage: Stage) -> None:
    """The call of day 2 stays open while the mail of day 3 goes out; then the rep completes it."""
    cadence = a_cadence(
        steps=[
            a_step(id="one", day=1),
            a_step(id="call", channel="call", day=2),
            a_step(id="three", day=3),
        ]
    )
    ticket, handle = await stage.enroll(a_prospect(), cadence)
    await stage.days(14)
    facts = await stage.facts(ticket)

    state = await handle.execute_update(
        EnrollmentWorkflow.complete_task, CompleteTask("call", "left_voicemail", "robin")
    )
    outcome = await stage.outcome(handle)

    assert any(isinstance(fact, TaskOpened) for fact in facts)
    assert "three" in performed(facts)
    assert state == "finished"
    assert outcome.reason == "completed"
    assert await stage.ledger.tasks() == ()


async def test_a_task_is_completed_once(stage: Stage) -> None:
    """The second completion of a task is rejected and leaves no fact."""
    cadence = a_cadence(steps=[a_step(channel="call", day=1), a_step(id="late", day=9)])
    ticket, handle = await stage.enroll(a_prospect(), cadence)
    step = cadence.steps[0].id
    await stage.until_open(ticket, step)
    done = CompleteTask(step, "connected", "robin")
    await handle.execute_update(EnrollmentWorkflow.complete_task, done)

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.execute_update(EnrollmentWorkflow.complete_task, done)

    assert "is over: connected by robin" in str(refused.value.cause)


async def test_a_pause_moves_what_follows(stage: Stage) -> None:
    """Paused for three weeks after the first mail: nothing goes out, then spacing holds."""
    ticket, handle = await stage.enroll(a_prospect(), three_mails())
    await stage.days(1.9)
    await handle.execute_update(
        EnrollmentWorkflow.pause, PauseRequest("manual", "robin", "request-1")
    )
    sent = len(stage.mailbox.mails)
    await stage.days(21)
    assert len(stage.mailbox.mails) == sent

    await handle.execute_update(EnrollmentWorkflow.resume, ResumeRequest("robin", "request-2"))
    await stage.outcome(handle)

    at = performed(await stage.facts(ticket))
    assert len(at) == 3
    assert at["mail-10"].date() - at["mail-3"].date() >= timedelta(days=7)


@pytest.mark.parametrize("reason", ["", "x" * 101, "two\nlines"])
async def test_an_unfit_reason_is_refused(stage: Stage, reason: str) -> None:
    """A reason becomes a search attribute: Temporal would end a run for one of 3 KB."""
    _, handle = await stage.enroll(a_prospect(), three_mails())

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.execute_update(
            EnrollmentWorkflow.pause, PauseRequest(reason, "robin", "request-1")
        )

    assert "one line of 1 to 100 characters" in str(refused.value.cause)
    await handle.terminate()


async def test_a_long_pause_brings_no_burst(stage: Stage) -> None:
    """Resumed hours after it was due, a mail is planned anew instead of going out at once."""
    ticket, handle = await stage.enroll(a_prospect(timezone="UTC"), three_mails())
    await stage.env.sleep(1)
    due = (await handle.query(EnrollmentWorkflow.state)).until
    assert due is not None
    await handle.execute_update(EnrollmentWorkflow.pause, PauseRequest("manual", "robin", "1"))
    await stage.env.sleep(due + timedelta(minutes=30) - await stage.now())

    await handle.execute_update(EnrollmentWorkflow.resume, ResumeRequest("robin", "2"))
    await stage.env.sleep(1)

    assert stage.mailbox.mails == []
    plans = [fact for fact in await stage.facts(ticket) if isinstance(fact, TouchPlanned)]
    assert [plan.generation for plan in plans] == [1, 2]
    await handle.terminate()


async def test_a_person_can_finish_an_enrollment(stage: Stage) -> None:
    """`finish` ends it with the reason given, and it can be finished only once."""
    ticket, handle = await stage.enroll(a_prospect(), three_mails())

    await handle.execute_update(
        EnrollmentWorkflow.finish, FinishRequest("manual", "robin", "request-1")
    )
    outcome = await stage.outcome(handle)

    assert (outcome.state, outcome.reason) == ("finished", "manual")
    assert isinstance((await stage.facts(ticket))[-1], EnrollmentEnded)


async def test_the_run_says_where_it_stands(stage: Stage) -> None:
    """The query `state` names what is waited for, `timeline` the touches."""
    _, handle = await stage.enroll(a_prospect(), three_mails())
    await stage.days(0.01)

    standing = await handle.query(EnrollmentWorkflow.state)
    timeline = await handle.query(EnrollmentWorkflow.timeline)

    assert standing.state == "active"
    assert standing.waiting_for.startswith("mail-")
    assert standing.until is not None
    assert "mail-1 · email" in timeline[0]
    await handle.terminate()

"""What reps ask of a run: once however often, refused with who was first, and no trace of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError

from domain.consequences import Case, consequence_of
from domain.facts import (
    EnrollmentEnded,
    Paused,
    Resumed,
    TaskCompleted,
    TaskOpened,
    TaskPostponed,
    TouchPerformed,
    TouchPlanned,
    TouchSkipped,
)
from tests.workflows.rep import at_the_call, complete, of_type, postpone, why
from tests.workflows.stage import Stage, a_stage
from workflows.contract import (
    CompleteTask,
    FinishRequest,
    PauseRequest,
    ResumeRequest,
)
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.asking import NotRunning, ask


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with a_stage() as stage:
        yield stage


async def test_a_task_pressed_twice_is_done_once(stage: Stage) -> None:
    """The second press is answered as the first, and there is one fact."""
    ticket, handle = await at_the_call(stage)

    first = await complete(handle)
    second = await complete(handle)

    (fact,) = await of_type(stage, ticket, TaskCompleted)
    assert isinstance(fact, TaskCompleted)
    assert (first, second) == ("active", "active")
    assert (fact.by, fact.request_id) == ("ana", "1")


async def test_the_same_request_is_answered_after_the_end(stage: Stage) -> None:
    """Temporal keeps what it answered, be the run over."""
    ticket, handle = await at_the_call(stage)
    done = CompleteTask("call", "meeting_booked", "ana", request_id="1")
    update = EnrollmentWorkflow.complete_task
    first = await ask(stage.env.client, ticket.workflow_id, update, done)
    await stage.outcome(handle)

    second = await ask(stage.env.client, ticket.workflow_id, update, done)

    assert (first, second) == ("finished", "finished")
    other = CompleteTask("call", "connected", "bo", request_id="2")
    with pytest.raises(NotRunning):
        await ask(stage.env.client, ticket.workflow_id, update, other)


async def test_another_rep_hears_who_did_it(stage: Stage) -> None:
    """With when, and nothing is written."""
    ticket, handle = await at_the_call(stage)
    await complete(handle)
    (done,) = await of_type(stage, ticket, TaskCompleted)

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await complete(handle, "no_answer", by="bo", request_id="2")

    assert why(refused) == (
        f"the task of step 'call' is over: connected by ana on {done.at:%a %d %b %H:%M}Z"
    )
    assert await of_type(stage, ticket, TaskCompleted) == [done]


async def test_of_two_reps_at_once_one_is_first(stage: Stage) -> None:
    """One is obeyed, the other refused; the ledger has one fact."""
    ticket, handle = await at_the_call(stage)

    answers = await asyncio.gather(
        complete(handle, by="ana", request_id="1"),
        complete(handle, "busy", by="bo", request_id="2"),
        return_exceptions=True,
    )

    (fact,) = await of_type(stage, ticket, TaskCompleted)
    assert isinstance(fact, TaskCompleted)
    refused = [answer for answer in answers if isinstance(answer, WorkflowUpdateFailedError)]
    assert len(refused) == 1
    assert answers[0 if fact.by == "ana" else 1] == "active"


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (
            {"by": " "},
            "`by` is who does it: one line of 1 to 100 characters",
        ),
        (
            {"enrollment_id": "e-0"},
            "the enrollment has ended; its prospect is in another one by now",
        ),
    ],
    ids=["nobody", "another enrollment"],
)
async def test_unfit_requests_leave_no_trace(
    stage: Stage, fields: dict[str, str], line: str
) -> None:
    """One clear line each."""
    ticket, handle = await at_the_call(stage)

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await complete(handle, **fields)

    assert why(refused) == line
    assert await of_type(stage, ticket, TaskCompleted) == []


async def test_a_call_back_keeps_the_task_open_until_then(stage: Stage) -> None:
    """What waits for it waits on, its end moves along, and it can still be done."""
    ticket, handle = await at_the_call(stage)
    back = await stage.now() + timedelta(days=5)
    later = CompleteTask("call", "call_back_later", "ana", "1", back)

    for _ in range(2):
        await handle.execute_update(EnrollmentWorkflow.complete_task, later)
    await stage.days(4.5)

    task = await stage.ledger.task(f"{ticket.enrollment_id}.call")
    (fact,) = await of_type(stage, ticket, TaskPostponed)
    assert isinstance(fact, TaskPostponed)
    assert (task.due_at, task.postponed, fact.by) == (back, "call_back_later", "ana")
    assert await of_type(stage, ticket, TouchPerformed) == []
    await complete(handle, request_id="2")
    outcome = await stage.outcome(handle)
    assert outcome.reason == "completed"


async def test_a_time_to_call_goes_with_its_disposition(stage: Stage) -> None:
    """Somebody who was reached is not also called back; nor is anybody yesterday."""
    _, handle = await at_the_call(stage)
    now = await stage.now()
    for disposition, at in (("connected", now + timedelta(days=1)), ("call_back_later", now)):
        done = CompleteTask("call", disposition, "ana", "1", at)
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await handle.execute_update(EnrollmentWorkflow.complete_task, done)
        assert ("goes with" in why(refused)) == (disposition == "connected")
        assert ("next 366 days" in why(refused)) == (disposition != "connected")


async def test_a_snooze_moves_escalation_and_end(stage: Stage) -> None:
    """A task put off by a week is not given up after two days."""
    ticket, handle = await at_the_call(stage)
    (opened,) = await of_type(stage, ticket, TaskOpened)

    await postpone(handle, stage, 7)

    (put_off,) = await of_type(stage, ticket, TaskPostponed)
    task = (await stage.ledger.ticket(ticket.enrollment_id)).state.touches["call"]
    assert isinstance(opened, TaskOpened)
    assert isinstance(put_off, TaskPostponed)
    assert opened.due_at is not None
    later = put_off.due_at - opened.due_at
    assert task.until == (opened.until or put_off.at) + later
    assert task.escalates_at == (opened.escalates_at or put_off.at) + later
    await stage.days(6)
    assert (await stage.ledger.task(f"{ticket.enrollment_id}.call")).escalated_at is None
    assert await of_type(stage, ticket, TouchSkipped) == []


async def test_after_the_end_each_hears_how_it_ended(stage: Stage) -> None:
    """Of requests that arrive together with the end, those stand that were answered so."""
    ticket, handle = await at_the_call(stage)
    finish = FinishRequest("moved_on", "lee", "f")

    ended, *late = await asyncio.gather(
        handle.execute_update(EnrollmentWorkflow.finish, finish),
        complete(handle),
        postpone(handle, stage, 1),
        return_exceptions=True,
    )

    assert ended == "finished"
    obeyed = [answer for answer in late if isinstance(answer, str)]
    refused = [
        answer for answer in late if isinstance(answer, WorkflowUpdateFailedError | RPCError)
    ]
    assert len(obeyed) + len(refused) == len(late)
    facts = await stage.facts(ticket)
    said = [fact for fact in facts if isinstance(fact, TaskCompleted | TaskPostponed)]
    assert len(said) == len(obeyed)
    (end,) = await of_type(stage, ticket, EnrollmentEnded)
    assert isinstance(end, EnrollmentEnded)
    assert end.by == "lee"


async def test_who_paused_and_resumed_is_kept(stage: Stage) -> None:
    """Every change by a person names the person."""
    ticket, handle = await at_the_call(stage)
    pause = PauseRequest("manual", "lee", "1")
    await handle.execute_update(EnrollmentWorkflow.pause, pause)
    await handle.execute_update(EnrollmentWorkflow.resume, ResumeRequest("ana", "2"))

    (paused,) = await of_type(stage, ticket, Paused)
    (resumed,) = await of_type(stage, ticket, Resumed)

    assert isinstance(paused, Paused)
    assert isinstance(resumed, Resumed)
    assert (paused.by, resumed.by) == ("lee", "ana")


async def test_what_was_said_to_come_next_comes_next(stage: Stage) -> None:
    """The consequence of a disposition is the very plan that the run makes then."""
    ticket, handle = await at_the_call(stage)
    standing = await stage.ledger.ticket(ticket.enrollment_id)
    enrollee = await stage.ledger.enrollee(ticket.enrollment_id)
    card = await stage.ledger.card(f"{ticket.enrollment_id}.call", await stage.now())

    await complete(handle)

    (done,) = await of_type(stage, ticket, TaskCompleted)
    said = consequence_of(Case(enrollee, ticket.plan, standing.state), done, done.at)
    plans = await of_type(stage, ticket, TouchPlanned)
    plan = plans[-1]
    assert isinstance(plan, TouchPlanned)
    assert (said.step, said.channel, said.at) == ("second", "email", plan.due_at)
    assert card.consequences["connected"].step == "second"
    await stage.outcome(handle)

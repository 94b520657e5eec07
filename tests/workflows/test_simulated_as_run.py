"""The simulator against the real workflow: the same inputs give the same touches, one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.cadence import Cadence
from domain.facts import (
    Detail,
    Fact,
    ReplyReceived,
    TaskCompleted,
    TaskOpened,
    TouchPerformed,
    TouchPlanned,
)
from domain.people.prospects import Prospect
from domain.simulation import Course, Injected, Script, simulate
from ledger.records import Ticket
from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.stage import Handle, Stage, a_stage
from workflows.contract import CompleteTask, Heard
from workflows.enrollment import EnrollmentWorkflow

# Real touches start a moment after they are due, which moves what follows on the same day.
MOMENT = timedelta(seconds=1)
STRIDE = 0.25
NEVER = ""


@dataclass(frozen=True)
class Run:
    """What a real run left in its ledger, and how it ended."""

    ticket: Ticket
    facts: Sequence[Fact]
    end: tuple[str, str]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with a_stage() as stage:
        yield stage


async def really(
    stage: Stage,
    prospect: Prospect,
    cadence: Cadence,
    dispositions: Mapping[str, str],
    replies: Mapping[str, str],
) -> Run:
    """Go through it in strides: reps close what is open, and answers follow their touches.

    A task whose disposition is NEVER is left open.
    """
    ticket, handle = await stage.enroll(prospect, cadence)
    answered: set[str] = set()
    for _ in range(400):
        if (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING:
            break
        await stage.days(STRIDE)
        await _work(stage, handle, dispositions)
        answered |= await _answer(stage, ticket, handle, replies, answered)
    outcome = await handle.result()
    return Run(ticket, await stage.facts(ticket), (outcome.state, outcome.reason))


async def _work(stage: Stage, handle: Handle, dispositions: Mapping[str, str]) -> None:
    for task in await stage.ledger.tasks():
        disposition = dispositions.get(task.step, "done")
        if disposition != NEVER:
            done = CompleteTask(task.step, disposition, "robin")
            await handle.execute_update(EnrollmentWorkflow.complete_task, done)


async def _answer(
    stage: Stage, ticket: Ticket, handle: Handle, replies: Mapping[str, str], answered: set[str]
) -> set[str]:
    """Reply to what went out since the last stride; the steps that were answered now."""
    due = set(replies) & set(_ended(await stage.facts(ticket))) - answered
    for step in due:
        detail = Detail(reply_class=replies[step])
        heard = Heard(ticket.enrollment_id, f"test/{step}", await stage.now(), detail)
        await handle.signal(EnrollmentWorkflow.reply, heard)
    return due


def _ended(facts: Sequence[Fact]) -> dict[str, datetime]:
    """When each touch was performed."""
    return {f.step: f.at for f in facts if isinstance(f, TouchPerformed | TaskCompleted)}


async def simulated(stage: Stage, run: Run, replies: Mapping[str, str]) -> Course:
    """The simulation of the same enrollment, with what came in as long after its touch."""
    enrollee = await stage.ledger.enrollee(run.ticket.enrollment_id)
    first = next(fact for fact in run.facts if isinstance(fact, TouchPlanned))
    opened = {fact.step: fact.at for fact in run.facts if isinstance(fact, TaskOpened)}
    ended = _ended(run.facts)
    heard = {f.source_id: f.at for f in run.facts if isinstance(f, ReplyReceived)}
    done = [
        Injected("disposition", fact.step, fact.disposition, fact.at - opened[fact.step])
        for fact in run.facts
        if isinstance(fact, TaskCompleted)
    ]
    answers = [
        Injected("reply", step, said, heard[f"test/{step}"] - ended[step])
        for step, said in replies.items()
        if f"test/{step}" in heard
    ]
    never = [
        Injected("disposition", step, after=timedelta(days=999)) for step in opened.keys() - ended
    ]
    return simulate(enrollee, first.at, Script((*done, *answers, *never)))


def started(facts: Sequence[Fact]) -> list[TouchPlanned]:
    """The plan by which each touch started, in the order of the starts."""
    plans: dict[str, TouchPlanned] = {}
    found: list[TouchPlanned] = []
    for fact in facts:
        if isinstance(fact, TouchPlanned):
            plans[fact.step] = fact
        elif isinstance(fact, TouchPerformed | TaskOpened):
            found.append(plans[fact.step])
    return found


def assert_same(run: Run, course: Course) -> None:
    """Touch by touch: step, channel, zone and why to the letter, the instant to a moment."""
    real = started(run.facts)
    assert [(t.step, t.channel, t.timezone, t.why) for t in course.touches] == [
        (t.step, t.channel, t.timezone, t.why) for t in real
    ]
    for touch, plan in zip(course.touches, real, strict=True):
        assert _apart(touch.due_at, plan.due_at) <= MOMENT, touch.step
    assert (course.end.state, course.end.reason) == run.end
    assert course.unheard == ()


def _apart(one: datetime, other: datetime) -> timedelta:
    return abs(one - other)


async def test_mails_tasks_and_conditions(stage: Stage) -> None:
    """Mails, calls that block and do not, conditions on a field and on a disposition."""
    cadence = a_cadence(
        steps=[
            a_step(id="mail-1", window="08:00-12:00"),
            a_step(id="call-1", channel="call", window="13:00-17:00", after="2h"),
            a_step(id="only-us", day=2, when='country == "US"'),
            a_step(id="call-3", channel="call", day=3, blocking=True, overdue={"skip": 2}),
            a_step(id="after-talk", day=4, when='results.call-3 == "connected"'),
            a_step(id="no-talk", day=4, when='results.call-3 != "connected"'),
            a_step(id="note", channel="linkedin", day=6, at="10:30"),
            a_step(id="last", day=8, spread="none"),
        ]
    )
    prospect = a_prospect(country="DE")

    run = await really(stage, prospect, cadence, {"call-3": "connected"}, {})

    course = await simulated(stage, run, {})
    assert_same(run, course)
    steps = [touch.step for touch in course.touches]
    assert steps == ["mail-1", "call-1", "call-3", "after-talk", "note", "last"]
    assert course.end.skipped == {"only-us": "condition", "no-talk": "condition"}


async def test_a_pause_and_a_reply(stage: Stage) -> None:
    """Away after the first mail, back a fortnight later, and an answer to the third."""
    steps = [a_step(id=f"mail-{day}", day=day) for day in (1, 3, 5, 9)]
    cadence = a_cadence(steps=[*steps, a_step(id="call", channel="call", day=9, after="1h")])
    replies = {"mail-1": "out_of_office", "mail-5": "positive"}

    run = await really(stage, a_prospect(timezone="America/New_York"), cadence, {}, replies)

    course = await simulated(stage, run, replies)
    assert_same(run, course)
    assert [touch.step for touch in course.touches] == ["mail-1", "mail-3", "mail-5"]
    assert run.end == ("finished", "replied")


async def test_a_jump_by_a_disposition(stage: Stage) -> None:
    """A call that connected leaves out what lies between; the last comes on another channel."""
    cadence = a_cadence(
        steps=[
            a_step(id="call", channel="call", on={"connected": {"jump": "last"}}),
            a_step(id="between", day=3),
            a_step(
                id="last",
                day=6,
                alternatives=[{"channel": "linkedin", "message": "Good to meet you."}],
            ),
        ]
    )

    run = await really(stage, a_prospect(email=None), cadence, {"call": "connected"}, {})

    course = await simulated(stage, run, {})
    assert_same(run, course)
    call, last = course.touches
    assert [(t.step, t.channel) for t in (call, last)] == [("call", "call"), ("last", "linkedin")]
    # Three business days after the call, as day 6 is after day 3; by its own day it would be five.
    assert last.due_at.date() - call.due_at.date() <= timedelta(days=5)


async def test_a_task_that_nobody_does(stage: Stage) -> None:
    """A blocking call that is given up moves what follows in both alike."""
    call = a_step(id="call", channel="call", blocking=True, overdue={"escalate": 1, "skip": 2})
    cadence = a_cadence(steps=[call, a_step(id="mail", day=2)])

    run = await really(stage, a_prospect(), cadence, {"call": NEVER}, {})

    course = await simulated(stage, run, {})
    assert course.end.skipped == {"call": "overdue"}
    assert [touch.step for touch in course.touches] == ["call", "mail"]
    assert [touch.why for touch in course.touches] == [plan.why for plan in started(run.facts)]


async def test_a_missing_word(stage: Stage) -> None:
    """A mail that lacks a word is rep work in both; the simulation says which word."""
    cadence = a_cadence(
        steps=[a_step(text="About {{ trigger }}.", due="4h"), a_step(id="later", day=4)],
        variables={"trigger": "required"},
    )

    run = await really(stage, a_prospect(), cadence, {}, {})

    course = await simulated(stage, run, {})
    (opened,) = [fact for fact in run.facts if isinstance(fact, TaskOpened)]
    lacking, complete = started(run.facts)
    assert opened.kind == "missing_variable"
    assert course.touches[0].missing == "trigger"
    assert course.touches[0].why == f"{lacking.why}, needs trigger from a rep"
    assert course.touches[1].why == complete.why

"""A rep's absence in one operation: to the stand-in, or to the first day after, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.calendar import DAY
from domain.facts import TaskAssigned, TaskPostponed
from domain.rep_work.absences import Absence
from domain.rep_work.tasks import due_on_return
from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.rep import of_type
from tests.workflows.stage import Stage, a_stage
from workflows.contract import CompleteTask
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.absences import Absences, Arranged, affected_by

ANAS = a_cadence(
    owner="ana",
    steps=[a_step(id="call", channel="call", blocking=True), a_step(id="note", channel="task")],
)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with a_stage() as stage:
        yield stage


async def an_absence(stage: Stage, stand_in: str | None) -> Absence:
    """Ana is away from now on for a week, as of this moment."""
    now = await stage.now()
    return Absence("ana", now, now + 7 * DAY, stand_in, "lee", now)


async def test_a_stand_in_gets_what_is_due_and_what_is_opened(stage: Stage) -> None:
    """With who said so; what was overdue goes too, and the same again changes nothing."""
    ticket, handle = await stage.enroll(a_prospect(), ANAS)
    await stage.until_open(ticket, "call")
    await stage.days(1.5)
    absence = await an_absence(stage, "bo")
    absences = Absences(stage.env.client, stage.ledger)

    arranged = await absences.arrange(absence)
    again = await absences.arrange(absence)
    done = CompleteTask("call", "connected", "bo", request_id="1")
    await handle.execute_update(EnrollmentWorkflow.complete_task, done)
    await stage.until_open(ticket, "note")

    (fact,) = await of_type(stage, ticket, TaskAssigned)
    assert isinstance(fact, TaskAssigned)
    assert (arranged, again) == (Arranged(reassigned=1), Arranged())
    assert (fact.owner, fact.by, fact.step) == ("bo", "lee", "call")
    assert (await stage.ledger.task(f"{ticket.enrollment_id}.note")).owner == "bo"


async def test_without_a_stand_in_it_waits_for_the_return(stage: Stage) -> None:
    """Due on the first allowed day after, by the run's own fact; what waits for it waits on."""
    ticket, _ = await stage.enroll(a_prospect(), ANAS)
    await stage.until_open(ticket, "call")
    absence = await an_absence(stage, None)
    absences = Absences(stage.env.client, stage.ledger)

    arranged = await absences.arrange(absence)
    await absences.arrange(absence)

    (fact,) = await of_type(stage, ticket, TaskPostponed)
    assert isinstance(fact, TaskPostponed)
    enrollee = await stage.ledger.enrollee(ticket.enrollment_id)
    assert arranged == Arranged(postponed=1)
    assert fact.due_at == due_on_return(enrollee, "call", "call", absence.ends)
    assert (fact.reason, fact.by) == ("absence", "lee")
    (task,) = await stage.ledger.tasks("ana")
    assert (task.due_at, task.postponed) == (fact.due_at, "absence")


async def test_a_longer_absence_puts_off_further(stage: Stage) -> None:
    """Who stays away longer than they said comes back to nothing that was due meanwhile."""
    ticket, _ = await stage.enroll(a_prospect(), ANAS)
    await stage.until_open(ticket, "call")
    absences = Absences(stage.env.client, stage.ledger)
    absence = await an_absence(stage, None)
    await absences.arrange(absence)
    longer = replace(absence, ends=absence.ends + 7 * DAY, at=await stage.now())

    arranged = await absences.arrange(longer)

    (task,) = await stage.ledger.tasks("ana")
    assert arranged == Arranged(postponed=1)
    assert task.due_at is not None
    assert task.due_at >= longer.ends


async def test_what_was_given_back_is_handed_over_again(stage: Stage) -> None:
    """A later word on the same days counts, whoever had the task in between."""
    ticket, _ = await stage.enroll(a_prospect(), ANAS)
    await stage.until_open(ticket, "call")
    task_id = f"{ticket.enrollment_id}.call"
    absences = Absences(stage.env.client, stage.ledger)
    absence = await an_absence(stage, "bo")
    await absences.arrange(absence)
    back = TaskAssigned(at=absence.at, step="call", owner="ana", by="lee", request_id="back")
    await stage.ledger.assign(task_id, back)

    await absences.arrange(replace(absence, stand_in="kim", at=absence.at + DAY))

    assert (await stage.ledger.task(task_id)).owner == "kim"


async def test_only_what_is_due_meanwhile_is_touched(stage: Stage) -> None:
    """Not what is due later, nor what is another's."""
    ticket, _ = await stage.enroll(a_prospect(), ANAS)
    await stage.until_open(ticket, "call")
    absence = await an_absence(stage, None)
    later = replace(absence, starts=absence.ends, ends=absence.ends + DAY)

    assert len(await affected_by(stage.ledger, absence)) == 1
    assert await affected_by(stage.ledger, later) == ()
    assert await affected_by(stage.ledger, replace(absence, rep="bo")) == ()


async def test_what_was_over_meanwhile_is_counted(stage: Stage) -> None:
    """A task that its run has closed, and the ledger not yet, is over and no failure."""
    ticket, handle = await stage.enroll(a_prospect(), ANAS)
    await stage.until_open(ticket, "call")
    await handle.terminate()
    absence = await an_absence(stage, None)

    arranged = await Absences(stage.env.client, stage.ledger).arrange(absence)

    assert arranged == Arranged(over=1)

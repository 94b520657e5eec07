"""A whole cadence is paused and resumed: nothing starts, nobody loses their place, no burst."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from domain.cadence import Cadence
from domain.clock import Clock
from domain.facts import Resumed, TouchHeld, TouchPerformed
from domain.pausing import CADENCE_PAUSED
from domain.people.prospects import Prospect
from ledger.records import Attribution, Ticket
from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.stage import Stage, a_stage
from workflows.contract import Heard
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.waking import Waking

MAILS = a_cadence(steps=[a_step(id=f"mail-{day}", day=day) for day in (1, 3, 5)])


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with a_stage() as stage:
        yield stage


def a_person(number: int) -> Prospect:
    return a_prospect(id=f"p{number}", email=f"p{number}@example.com", phone=None)


async def paused(stage: Stage, cadence: Cadence) -> None:
    by_ana = Attribution("ana", "a wrong price", await stage.now())
    await stage.ledger.pause_cadence(cadence.name, by_ana)


async def resumed(stage: Stage, cadence: Cadence) -> int:
    """How many were woken, as a worker's job does it."""
    await stage.ledger.resume_cadence(cadence.name, "ana", await stage.now())
    return await Waking(stage.env.client, stage.ledger, Clock()).wake(await stage.now())


async def sent(stage: Stage, ticket: Ticket) -> list[TouchPerformed]:
    facts = await stage.facts(ticket)
    return [fact for fact in facts if isinstance(fact, TouchPerformed)]


async def test_three_in_a_paused_cadence_stand_still_and_go_on(stage: Stage) -> None:
    """For ten days no mail goes out; then each goes on where it was, the mails two days apart."""
    started = [await stage.enroll(a_person(number), MAILS) for number in range(3)]
    await stage.days(1.5)
    before = len(stage.mailbox.mails)

    await paused(stage, MAILS)
    await stage.days(10)
    meanwhile = len(stage.mailbox.mails)
    standing = await started[0][1].query(EnrollmentWorkflow.state)
    woken = await resumed(stage, MAILS)
    outcomes = [await stage.outcome(handle) for _, handle in started]

    assert (before, meanwhile, woken) == (3, 3, 3)
    assert standing.waiting_for == f"hold: {CADENCE_PAUSED}"
    assert standing.until is not None
    assert {outcome.reason for outcome in outcomes} == {"completed"}
    assert len(stage.mailbox.mails) == 9
    for ticket, _ in started:
        _, second, third = await sent(stage, ticket)
        assert third.at - second.at > timedelta(days=1)


async def test_who_is_told_of_the_end_does_not_wait_for_the_next_look(stage: Stage) -> None:
    """The fact wakes the run at once, says who resumed, and stands in ledger and run alike."""
    ticket, handle = await stage.enroll(a_person(1), MAILS)
    await stage.days(1.5)
    await paused(stage, MAILS)
    await stage.days(7)

    await resumed(stage, MAILS)
    await stage.env.sleep(timedelta(seconds=5))

    standing = await handle.query(EnrollmentWorkflow.state)
    (end,) = [fact for fact in await stage.facts(ticket) if isinstance(fact, Resumed)]
    assert standing.waiting_for.startswith("mail-3 due")
    assert (end.by, end.source_id) == ("ana", standing.sources[0])
    await handle.terminate()


async def test_a_reply_ends_an_enrollment_whose_cadence_is_paused(stage: Stage) -> None:
    """Pausing stops what goes out, not what comes in."""
    ticket, handle = await stage.enroll(a_person(1), MAILS)
    await stage.days(1.5)
    await paused(stage, MAILS)
    await stage.days(7)

    heard = Heard(ticket.enrollment_id, "webhook/1", await stage.now())
    await handle.signal(EnrollmentWorkflow.reply, heard)
    outcome = await stage.outcome(handle)

    assert outcome.reason == "replied"
    assert len(stage.mailbox.mails) == 1


async def test_who_comes_into_a_paused_cadence_waits_unplanned(stage: Stage) -> None:
    """Planning sees the flag: the first touch is held by name, and comes after the pause."""
    await stage.ledger.publish(MAILS, await stage.now())
    await paused(stage, MAILS)
    ticket, handle = await stage.enroll(a_person(1), MAILS)
    await stage.days(3)
    meanwhile = await stage.facts(ticket)

    await resumed(stage, MAILS)
    await stage.outcome(handle)

    first = meanwhile[1]
    assert isinstance(first, TouchHeld)
    assert (first.reason, first.generation) == (CADENCE_PAUSED, 1)
    assert len(await sent(stage, ticket)) == 3

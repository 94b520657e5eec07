"""Branches on the time-skipping server: what comes in moves real runs as their cadence says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from domain.cadence import Cadence
from domain.clock import Clock
from domain.facts import (
    Detail,
    Fact,
    Jumped,
    Paused,
    TaskEscalated,
    TaskOpened,
    TouchPerformed,
    TouchPlanned,
    TouchSkipped,
)
from domain.ports import InboundEvent
from ledger.records import Ticket
from tests.builders import a_cadence, a_prospect, a_step
from tests.webhooks.switchboard import dispatching, until_settled
from tests.workflows.stage import QUEUE, Handle, Stage, a_stage
from webhooks.signals import TemporalSignals
from workflows.contract import CompleteTask, Heard
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.reconciling import Reconciler

SOURCES = count(1)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with a_stage() as stage:
        yield stage


def mails(*days: int, **fields: Any) -> Cadence:  # noqa: ANN401 -- whatever a cadence has
    """A mail on each of these days, named after it."""
    return a_cadence(steps=[a_step(id=f"mail-{day}", day=day) for day in days], **fields)


async def hear(stage: Stage, ticket: Ticket, kind: str, detail: Detail | None = None) -> None:
    """What the dispatcher does with an accepted event."""
    source = f"test/{next(SOURCES)}"
    heard = Heard(ticket.enrollment_id, source, await stage.now(), detail)
    await stage.handle(ticket).signal(kind, heard)


async def done(handle: Handle, step: str, disposition: str) -> None:
    request = CompleteTask(step, disposition, "robin")
    await handle.execute_update(EnrollmentWorkflow.complete_task, request)


def performed(facts: list[Fact]) -> list[str]:
    return [fact.step for fact in facts if isinstance(fact, TouchPerformed)]


async def test_out_of_office_waits_for_the_return(stage: Stage) -> None:
    """Nothing goes out while the prospect is away; then the cadence goes on to its end."""
    ticket, handle = await stage.enroll(a_prospect(), mails(1, 3))
    await stage.days(1.5)
    returns = await stage.now() + timedelta(days=30)

    await hear(stage, ticket, "reply", Detail(reply_class="out_of_office", until=returns))
    outcome = await stage.outcome(handle)

    facts = await stage.facts(ticket)
    pauses = [fact for fact in facts if isinstance(fact, Paused)]
    late = next(f for f in facts if isinstance(f, TouchPerformed) and f.step == "mail-3")
    assert [(pause.reason, pause.until) for pause in pauses] == [("out_of_office", returns)]
    assert late.at >= returns
    assert outcome.reason == "completed"


async def test_a_click_jumps_ahead(stage: Stage) -> None:
    """What lies between is skipped as jumped; the aim goes out, and nothing twice."""
    steps = [a_step(id="a", on={"click": {"jump": "d"}}), *(a_step(id=i, day=9) for i in "bcd")]
    ticket, handle = await stage.enroll(a_prospect(), a_cadence(steps=steps))
    await stage.days(1.5)

    await hear(stage, ticket, "engagement", Detail(kind="open", step="a"))
    await hear(stage, ticket, "engagement", Detail(kind="click", step="a"))
    await stage.outcome(handle)

    facts = await stage.facts(ticket)
    assert performed(facts) == ["a", "d"]
    assert [f.skipped for f in facts if isinstance(f, Jumped)] == [("b", "c")]


async def test_silence_takes_its_own_way(stage: Stage) -> None:
    """Two days after an unanswered mail the run wakes and jumps."""
    first = a_step(id="a", on={"no_response": {"after": "2d", "jump": "c"}})
    steps = [first, a_step(id="b", day=9), a_step(id="c", day=9)]
    ticket, handle = await stage.enroll(a_prospect(), a_cadence(steps=steps))

    await stage.outcome(handle)

    facts = await stage.facts(ticket)
    sent = next(fact.at for fact in facts if isinstance(fact, TouchPerformed))
    (jump,) = [fact for fact in facts if isinstance(fact, Jumped)]
    assert timedelta(days=2) <= jump.at - sent < timedelta(days=2, hours=1)
    assert performed(facts) == ["a", "c"]


async def test_an_answer_since_the_touch_is_no_silence(stage: Stage) -> None:
    """A reply that continues breaks the silence: what is heard has its instant in the run."""
    first = a_step(id="a", on={"no_response": {"after": "2d", "jump": "c"}})
    steps = [first, a_step(id="b", day=9), a_step(id="c", day=9)]
    cadence = a_cadence(steps=steps, on={"reply": "continue"})
    ticket, handle = await stage.enroll(a_prospect(), cadence)
    await stage.days(1.5)

    await hear(stage, ticket, "reply")
    await stage.outcome(handle)

    assert performed(await stage.facts(ticket)) == ["a", "b", "c"]


async def test_a_disposition_ends_it(stage: Stage) -> None:
    """Not interested on the telephone: no mail after it, and the outcome says so."""
    steps = [a_step(id="ring", channel="call"), a_step(id="late", day=9)]
    ticket, handle = await stage.enroll(a_prospect(), a_cadence(steps=steps))
    await stage.until_open(ticket, "ring")

    await done(handle, "ring", "not_interested")

    assert (await stage.outcome(handle)).reason == "not_interested"
    assert stage.mailbox.mails == []


async def test_a_disposition_that_nobody_knows_is_refused(stage: Stage) -> None:
    """A misspelt disposition leaves no trace: it could never be reacted to."""
    steps = [a_step(id="ring", channel="call"), a_step(id="late", day=9)]
    ticket, handle = await stage.enroll(a_prospect(), a_cadence(steps=steps))
    await stage.until_open(ticket, "ring")

    with pytest.raises(Exception, match="update") as refused:
        await done(handle, "ring", "not_intrested")

    assert "a disposition is one of" in str(refused.value.__cause__)


async def test_conditions_see_fields_and_results(stage: Stage) -> None:
    """One step is left out by the prospect's country, one by how the call went, one comes."""
    steps = [
        a_step(id="ring", channel="call", blocking=True),
        a_step(id="abroad", day=2, when='country == "US"'),
        a_step(id="unreached", day=2, when='results.ring != "connected"'),
        a_step(id="reached", day=2, when='results.ring == "connected" and country == "DE"'),
    ]
    ticket, handle = await stage.enroll(a_prospect(country="DE"), a_cadence(steps=steps))
    await stage.until_open(ticket, "ring")

    await done(handle, "ring", "connected")
    await stage.outcome(handle)

    facts = await stage.facts(ticket)
    assert performed(facts) == ["reached"]
    left_out = {fact.step: fact.reason for fact in facts if isinstance(fact, TouchSkipped)}
    assert left_out == {"abroad": "condition", "unreached": "condition"}


async def test_a_mail_for_review_is_a_task(stage: Stage) -> None:
    """Nothing goes out by itself; a rep is asked."""
    steps = [a_step(id="look", review=True)]
    ticket, handle = await stage.enroll(a_prospect(), a_cadence(steps=steps))
    await stage.until_open(ticket, "look")

    await done(handle, "look", "done")
    await stage.outcome(handle)

    opened = [f.kind for f in await stage.facts(ticket) if isinstance(f, TaskOpened)]
    assert opened == ["email_review"]
    assert stage.mailbox.mails == []


async def test_a_task_is_escalated_and_then_given_up(stage: Stage) -> None:
    """A day later the owner is told, three days later the task is skipped; the run ends."""
    ring = a_step(id="ring", channel="call", overdue={"escalate": 1, "skip": 3})
    ticket, handle = await stage.enroll(a_prospect(), a_cadence(steps=[ring]))

    await stage.outcome(handle)

    facts = await stage.facts(ticket)
    opened = next(fact for fact in facts if isinstance(fact, TaskOpened))
    told = next(fact for fact in facts if isinstance(fact, TaskEscalated))
    skipped = next(fact for fact in facts if isinstance(fact, TouchSkipped))
    assert timedelta(hours=0) <= told.at - (opened.escalates_at or opened.at) < timedelta(hours=1)
    assert skipped.reason == "overdue"
    assert skipped.at - told.at >= timedelta(days=1, hours=23)


async def test_a_variant_is_what_goes_out(stage: Stage) -> None:
    """The arm that the ledger assigned shapes the mail, and its plan names it."""
    arms = [
        {"id": "plain", "weight": 0},
        {"id": "number", "steps": {"intro": {"subject": "34 minutes"}}},
    ]
    cadence = a_cadence(experiments=[{"id": "opener", "variants": arms}])
    ticket, handle = await stage.enroll(a_prospect(), cadence)

    await stage.outcome(handle)

    planned = next(f for f in await stage.facts(ticket) if isinstance(f, TouchPlanned))
    assert planned.variant == "opener/number"
    assert [mail["Subject"] for mail in stage.mailbox.mails] == ["34 minutes"]


async def test_after_the_end_another_cadence_goes_on(stage: Stage) -> None:
    """Unresponsive: the ledger enrolls once in the next cadence, a worker starts it, rest kept."""
    await stage.ledger.publish(mails(1, name="nurture"), await stage.now())
    ends = {"after": "2d", "outcome": "unresponsive", "then": "nurture", "rest": "14d"}
    ticket, handle = await stage.enroll(a_prospect(), mails(1, exit=ends))

    outcome = await stage.outcome(handle)
    ended_at = (await stage.facts(ticket))[-1].at
    reconciler = Reconciler(stage.env.client, stage.ledger, Clock(), QUEUE)
    started = await reconciler.start_successors()

    assert outcome.reason == "unresponsive"
    assert started == 1
    (row,) = await stage.ledger.enrollments(cadence="nurture")
    successor = await stage.ledger.ticket(row.enrollment)
    await stage.outcome(stage.handle(successor))
    sent = next(f for f in await stage.facts(successor) if isinstance(f, TouchPerformed))
    assert sent.at >= ended_at + timedelta(days=14)
    assert await reconciler.start_successors() == 0


async def test_who_has_answered_at_the_end_is_not_written_to_by_the_next(stage: Stage) -> None:
    """Nobody had told the first run: it ended unresponsive, and the next one hears the reply."""
    await stage.ledger.publish(mails(1, name="nurture"), await stage.now())
    ends = {"after": "2d", "outcome": "unresponsive", "then": "nurture"}
    ticket, handle = await stage.enroll(a_prospect(), mails(1, exit=ends))
    at = await stage.now()
    event = InboundEvent("test", "1", "reply", at, b"", enrollment_id=ticket.enrollment_id)
    while not stage.mailbox.mails:
        await stage.days(0.125)
    await stage.ledger.ingest(event)
    await stage.outcome(handle)
    reconciler = Reconciler(stage.env.client, stage.ledger, Clock(), QUEUE)
    await reconciler.start_successors()
    (row,) = await stage.ledger.enrollments(cadence="nurture")
    successor = await stage.ledger.ticket(row.enrollment)

    async with dispatching(stage.ledger, TemporalSignals(stage.env.client)):
        await until_settled(stage.ledger)
    outcome = await stage.outcome(stage.handle(successor))

    assert outcome.reason == "replied"
    assert len(stage.mailbox.mails) == 1
    assert await stage.ledger.redeliver(await stage.now() + timedelta(days=1)) == 0

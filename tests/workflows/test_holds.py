"""What the run does when it cannot go on: named holds, never a failed workflow."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.cadence import Cadence
from domain.errors import LedgerUnavailable
from domain.facts import Fact, Paused, TouchPerformed
from domain.people.enrollee import Enrollee
from ledger.memory import MemoryLedger
from tests.builders import a_cadence, a_prospect, a_step
from tests.workflows.stage import Stage, a_stage
from workflows.contract import PauseRequest, ResumeRequest
from workflows.enrollment import EnrollmentWorkflow


class TroubledLedger(MemoryLedger):
    """The in-memory ledger, away or broken at will."""

    is_away = False
    is_broken = False

    async def enrollee(self, enrollment_id: str) -> Enrollee:
        if self.is_broken:
            raise ZeroDivisionError("a bug that nobody expected")
        return await super().enrollee(enrollment_id)

    async def append(self, enrollment_id: str, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        if self.is_away:
            raise LedgerUnavailable
        return await super().append(enrollment_id, facts)


@pytest.fixture
async def ledger() -> TroubledLedger:
    return TroubledLedger()


@pytest.fixture
async def stage(ledger: TroubledLedger) -> AsyncIterator[Stage]:
    async with a_stage(ledger) as stage:
        yield stage


def two_mails() -> Cadence:
    return a_cadence(steps=[a_step(id="one", day=1), a_step(id="two", day=3)])


async def test_a_ledger_that_is_away_is_waited_for(stage: Stage, ledger: TroubledLedger) -> None:
    """While the ledger is away the run holds by name; when it is back, everything is done once."""
    ledger.is_away = True
    _, handle = await stage.enroll(a_prospect(), two_mails())
    await stage.env.sleep(timedelta(minutes=1))

    standing = await handle.query(EnrollmentWorkflow.state)
    ledger.is_away = False
    outcome = await stage.outcome(handle)

    assert standing.waiting_for == "hold: ledger_unavailable"
    assert standing.until is not None
    assert outcome.reason == "completed"
    assert len(stage.mailbox.mails) == 2


async def test_an_update_is_answered_while_the_ledger_is_away(
    stage: Stage, ledger: TroubledLedger
) -> None:
    """A rep's pause is taken at once; it is recorded when the ledger is back."""
    ledger.is_away = True
    ticket, handle = await stage.enroll(a_prospect(), two_mails())
    await stage.env.sleep(timedelta(minutes=20))

    state = await handle.execute_update(
        EnrollmentWorkflow.pause, PauseRequest("manual", "robin", "1")
    )
    ledger.is_away = False
    await stage.env.sleep(timedelta(minutes=20))

    assert state == "paused"
    assert any(isinstance(fact, Paused) for fact in await stage.facts(ticket))
    await handle.terminate()


async def test_a_long_ledger_outage_keeps_the_history_small(
    stage: Stage, ledger: TroubledLedger
) -> None:
    """A day without the ledger costs less than two thousand events."""
    ledger.is_away = True
    _, handle = await stage.enroll(a_prospect(), two_mails())
    await stage.days(1)

    length = (await handle.describe()).raw_description.workflow_execution_info.history_length
    ledger.is_away = False
    await stage.outcome(handle)

    assert length < 2000


async def test_an_unexpected_error_asks_for_attention(stage: Stage, ledger: TroubledLedger) -> None:
    """A bug does not fail the run: it holds until a person resumes it."""
    ledger.is_broken = True
    ticket, handle = await stage.enroll(a_prospect(), two_mails())
    await stage.days(2)
    status = (await handle.describe()).status
    standing = await handle.query(EnrollmentWorkflow.state)

    ledger.is_broken = False
    await handle.execute_update(EnrollmentWorkflow.resume, ResumeRequest("robin", "1"))
    outcome = await stage.outcome(handle)

    assert status is WorkflowExecutionStatus.RUNNING
    assert (standing.state, standing.reason) == ("paused", "needs_attention")
    assert any(isinstance(fact, Paused) for fact in await stage.facts(ticket))
    assert outcome.reason == "completed"


async def test_a_pause_ends_at_its_instant(stage: Stage) -> None:
    """`until` resumes by itself; no touch starts before."""
    ticket, handle = await stage.enroll(a_prospect(), two_mails())
    until = await stage.now() + timedelta(days=30)
    await handle.execute_update(
        EnrollmentWorkflow.pause, PauseRequest("manual", "robin", "1", until)
    )

    await stage.outcome(handle)

    sent = [fact.at for fact in await stage.facts(ticket) if isinstance(fact, TouchPerformed)]
    assert len(sent) == 2
    assert max(sent) > until

"""Steps that people leave out or go ahead to, by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.facts import Jumped, TouchPerformed, TouchPlanned, TouchSkipped
from tests.workflows.rep import at_the_call, complete, jump, of_type, skip, why
from tests.workflows.stage import Stage, a_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with a_stage() as stage:
        yield stage


async def test_a_skipped_task_is_over_and_the_rest_goes_on(stage: Stage) -> None:
    """By whom it was skipped is in the fact, once."""
    ticket, handle = await at_the_call(stage)

    await skip(handle, "call")
    await skip(handle, "call")

    (fact,) = await of_type(stage, ticket, TouchSkipped)
    assert isinstance(fact, TouchSkipped)
    assert (fact.reason, fact.by) == ("by_hand", "ana")
    assert await stage.ledger.tasks() == ()
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await skip(handle, "call", "other")
    assert "is over: skipped (by hand) by ana" in why(refused)
    await stage.outcome(handle)
    assert len(await of_type(stage, ticket, TouchPerformed)) == 3


async def test_a_step_that_is_to_come_is_left_out(stage: Stage) -> None:
    """Planned or not; one that the cadence does not have is named with those that it has."""
    ticket, handle = await at_the_call(stage)
    await skip(handle, "last")
    await complete(handle)
    await skip(handle, "second", "s2")

    await stage.outcome(handle)

    performed = [getattr(f, "step", "") for f in await of_type(stage, ticket, TouchPerformed)]
    assert performed == ["third"]


async def test_an_unknown_step_is_named_with_those_there_are(stage: Stage) -> None:
    """Neither skipped nor gone ahead to."""
    _, handle = await at_the_call(stage)

    for asked in (skip, jump):
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await asked(handle, "fourth")
        assert why(refused) == (
            "the cadence has no step 'fourth'; its steps are call, second, third, last"
        )


async def test_a_jump_leaves_out_what_lies_between(stage: Stage) -> None:
    """Its aim comes as long after the last touch as it stands after the step before it."""
    ticket, handle = await at_the_call(stage)
    await complete(handle)

    await jump(handle, "last")
    await jump(handle, "last")
    await stage.outcome(handle)

    (fact,) = await of_type(stage, ticket, Jumped)
    assert isinstance(fact, Jumped)
    assert (fact.by, fact.skipped) == ("ana", ("second", "third"))
    performed = [getattr(f, "step", "") for f in await of_type(stage, ticket, TouchPerformed)]
    assert performed == ["last"]
    plans = await of_type(stage, ticket, TouchPlanned)
    (plan,) = [f for f in plans if isinstance(f, TouchPlanned) and f.step == "last"]
    assert "day 12, jumped to day 5 from" in plan.why


async def test_nobody_jumps_over_what_blocks_or_back(stage: Stage) -> None:
    """The line says what stands in the way."""
    _, handle = await at_the_call(stage)

    with pytest.raises(WorkflowUpdateFailedError) as blocked:
        await jump(handle, "last")
    with pytest.raises(WorkflowUpdateFailedError) as back:
        await jump(handle, "call")

    assert why(blocked) == "the task of step 'call' blocks; complete or skip it first"
    assert why(back) == "a jump goes ahead, and the task of step 'call' is open"

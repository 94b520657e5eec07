"""The replay gate: the workflow code can go on with every history that was ever kept.

Beside the scenarios stands `asked_while_planning`, out of a run of `bench.reliability`: a query
fell into the task of a plan, whose touch was due before the next task began.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from tests.workflows.changed_workflow import ChangedWorkflow
from tests.workflows.scenarios import SCENARIOS
from worker.build import sandboxed
from workflows.enrollment import EnrollmentWorkflow

HISTORIES = sorted((Path(__file__).with_name("histories")).glob("*.json"))


def history_of(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(path.stem, path.read_text(encoding="utf-8"))


def replayer_of(workflow_class: type) -> Replayer:
    return Replayer(
        workflows=[workflow_class],
        data_converter=pydantic_data_converter,
        workflow_runner=sandboxed(),
    )


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_kept_history_replays(path: Path) -> None:
    """This release takes the decisions that the history holds."""
    await replayer_of(EnrollmentWorkflow).replay_workflow(history_of(path))


def test_each_scenario_has_a_history() -> None:
    """A completed, a replied and a paused-and-resumed run are kept."""
    kept = {path.stem.partition("-")[2] for path in HISTORIES}

    assert kept >= set(SCENARIOS)


async def test_a_change_that_breaks_open_runs_is_caught() -> None:
    """The gate fails on a workflow that decides otherwise."""
    with pytest.raises(workflow.NondeterminismError):
        await replayer_of(ChangedWorkflow).replay_workflow(history_of(HISTORIES[0]))

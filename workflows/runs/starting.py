"""Starts the workflow of an enrollment that the ledger has accepted."""

from __future__ import annotations

from temporalio.client import Client
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError

from workflows.contract import EnrollmentInput
from workflows.enrollment import EnrollmentWorkflow
from workflows.telling import CADENCE, STATE


async def start_enrollment(
    client: Client, given: EnrollmentInput, workflow_id: str, task_queue: str
) -> bool:
    """Start the run, or say False where one with this id is under way.

    Whether somebody may come again is the ledger's rule, so a closed run does not stand in the way.
    """
    try:
        await client.start_workflow(
            EnrollmentWorkflow.run,
            given,
            id=workflow_id,
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(CADENCE, given.cadence),
                    SearchAttributePair(STATE, "active"),
                ]
            ),
            static_summary=f"{given.cadence} {given.enrollment_id}",
        )
    except WorkflowAlreadyStartedError:
        return False
    return True

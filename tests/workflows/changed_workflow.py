"""A release that open runs could not go on with; by itself, as the sandbox reads it once more."""

from __future__ import annotations

from temporalio import workflow

from workflows.contract import EnrollmentInput, Outcome


@workflow.defn(name="EnrollmentWorkflow")
class ChangedWorkflow:
    """It sleeps before it plans."""

    @workflow.run
    async def run(self, given: EnrollmentInput) -> Outcome:
        await workflow.sleep(60)
        return Outcome("finished", "completed")

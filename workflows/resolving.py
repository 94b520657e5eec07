"""Tells a run what one of its mails, which was in doubt, has turned out to be."""

from __future__ import annotations

import asyncio

from temporalio.client import Client
from temporalio.service import RPCError

from domain.facts import Resolved
from workflows.contract import DoubtResolved
from workflows.enrollment import EnrollmentWorkflow

# The SDK repeats a call for 10 s by itself.
ANSWER_WITHIN = 5.0


async def tell_resolution(
    client: Client, workflow_id: str, enrollment_id: str, fact: Resolved
) -> bool:
    """Signal the run what its ledger has; False where it could not be told.

    Nothing is lost then: the reconciler takes back a run that lacks what its ledger has, and starts
    one that does not run.
    """
    run = client.get_workflow_handle_for(EnrollmentWorkflow.run, workflow_id)
    told = DoubtResolved(enrollment_id, fact)
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            await run.signal(EnrollmentWorkflow.doubt_resolved, told)
    except (RPCError, TimeoutError, RuntimeError):
        return False
    return True

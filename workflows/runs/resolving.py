"""Writes down what a mail in doubt has turned out to be, and tells the run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from temporalio.client import Client
from temporalio.service import RPCError

from domain.facts import Resolved
from domain.mail.doubts import Doubt, Resolution
from workflows.contract import DoubtResolved
from workflows.enrollment import EnrollmentWorkflow

# The SDK repeats a call for 10 s by itself.
ANSWER_WITHIN = 5.0


class KnowsDoubts(Protocol):
    """A ledger, as far as it tells and takes of one mail in doubt."""

    async def doubt(self, enrollment_id: str, step: str, /) -> Doubt:
        """The mail of this touch. Raises `UnknownDoubt`."""

    async def resolve(self, resolution: Resolution, /) -> Resolved:
        """Move claim and touch to what was found. Raises `UnknownDoubt`."""


async def resolve(
    ledger: KnowsDoubts,
    resolution: Resolution,
    tell: Callable[[Doubt, Resolved], Awaitable[bool]],
) -> bool:
    """Write it down, once; whether the run, if there is one to tell, has been told.

    Raises `UnknownDoubt` where nothing is in doubt.
    """
    doubt = await ledger.doubt(resolution.enrollment_id, resolution.step)
    fact = await ledger.resolve(resolution)
    return not doubt.is_open or await tell(doubt, fact)


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

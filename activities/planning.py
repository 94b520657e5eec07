"""Plans a touch: loads who and what, lets the domain decide when, stores the plan."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from temporalio import activity

from domain.facts import TouchPlanned, TouchSkipped
from domain.planning import PlanRequest, plan_touch
from domain.ports import Ledger

Planned = Annotated[TouchPlanned | TouchSkipped, Field(discriminator="type")]


class PlanningActivities:
    """Planning on the ledger's prospects and cadences."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @activity.defn
    async def plan_touch(self, request: PlanRequest) -> Planned:
        """The plan of this generation: made once, and the same whenever it is asked for again."""
        enrollee = await self._ledger.enrollee(request.enrollment_id)
        planned = plan_touch(enrollee.cadence, enrollee.prospect, request)
        (stored,) = await self._ledger.append(request.enrollment_id, (planned,))
        if not isinstance(stored, TouchPlanned | TouchSkipped):
            raise TypeError(f"{stored.key} of {request.enrollment_id} is no plan: {stored.type}")
        return stored

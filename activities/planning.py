"""Plans a touch: loads who and what, lets the domain decide when, stores the plan."""

from __future__ import annotations

from temporalio import activity

from activities.refusals import LOOK_AGAIN
from domain.facts import TouchHeld, TouchPlanned, TouchSkipped
from domain.planning import (
    HeldBack,
    NoTouch,
    Planned,
    PlanRequest,
    held_back,
    plan_touch,
    told,
)
from domain.ports import Ledger, Refusal


class PlanningActivities:
    """Planning on the ledger's prospects and cadences."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @activity.defn
    async def plan_touch(self, request: PlanRequest) -> Planned | NoTouch | HeldBack:
        """The plan of this generation: made once, and the same whenever it is asked for again."""
        enrollee = await self._ledger.enrollee(request.enrollment_id)
        planned: TouchPlanned | TouchSkipped | TouchHeld = (
            held_back(request, request.now + LOOK_AGAIN[Refusal.CADENCE_PAUSED])
            if enrollee.is_cadence_paused
            else plan_touch(enrollee, request)
        )
        (stored,) = await self._ledger.append(request.enrollment_id, (planned,))
        if not isinstance(stored, TouchPlanned | TouchSkipped | TouchHeld):
            raise TypeError(f"{stored.key} of {request.enrollment_id} is no plan: {stored.type}")
        return told(stored)

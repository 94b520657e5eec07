"""Calls: a rep task with script and voicemail."""

from __future__ import annotations

from temporalio import activity

from activities.rep_work import Now, Work, open_task
from activities.touching import Started, StartTouch
from domain.ports import Ledger


class CallActivities:
    """Calls that people make."""

    def __init__(self, ledger: Ledger, now: Now) -> None:
        self._ledger = ledger
        self._now = now

    @activity.defn
    async def open_call(self, request: StartTouch) -> Started:
        """Ask a rep to call."""
        enrollee = await self._ledger.enrollee(request.enrollment_id)
        return await open_task(self._ledger, enrollee, request, Work("call", "call"), self._now())

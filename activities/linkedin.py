"""LinkedIn: a rep task with prefilled text; LinkedIn forbids bots."""

from __future__ import annotations

from temporalio import activity

from activities.rep_work import Now, Work, open_task
from activities.touching import Started, StartTouch
from domain.cadence import LinkedIn, content_of
from domain.ports import Ledger


class LinkedInActivities:
    """LinkedIn touches that people do by hand."""

    def __init__(self, ledger: Ledger, now: Now) -> None:
        self._ledger = ledger
        self._now = now

    @activity.defn
    async def open_linkedin(self, request: StartTouch) -> Started:
        """Ask a rep to connect, to write a message or an InMail."""
        enrollee = await self._ledger.enrollee(request.enrollment_id)
        content = content_of(enrollee.cadence.by_id[request.step], "linkedin")
        kind = f"linkedin_{content.kind}" if isinstance(content, LinkedIn) else "linkedin"
        work = Work("linkedin", kind)
        return await open_task(self._ledger, enrollee, request, work, self._now())

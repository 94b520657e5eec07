"""Opens a rep task for a touch: calls, LinkedIn, videos, texts and whatever else people do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from activities.refusals import recorded, what_stands
from activities.touching import Started, StartTouch, started_by
from domain.cadence import Content, LinkedIn, content_of
from domain.conditions import CONDITION, leaves_out
from domain.facts import TouchSkipped
from domain.people.enrollee import Enrollee
from domain.ports import Ledger, Refusal, TaskRequest
from domain.rep_work.briefing import brief_of
from domain.rep_work.tasks import task_times

Now = Callable[[], datetime]


@dataclass(frozen=True)
class Work:
    """What a rep is asked to do; `detail` is what the step's words do not say."""

    channel: str
    kind: str
    detail: str | None = None


class RepWorkActivities:
    """Touches that people do."""

    def __init__(self, ledger: Ledger, now: Now) -> None:
        self._ledger = ledger
        self._now = now

    @activity.defn
    async def open_task(self, request: StartTouch) -> Started:
        """Ask a rep to do the touch."""
        enrollee = await self._ledger.enrollee(request.enrollment_id)
        if leaves_out(enrollee, request.step, request.results):
            return await left_out(self._ledger, request, self._now())
        content = content_of(enrollee.cadence.by_id[request.step], request.channel)
        work = Work(request.channel, kind_of(content))
        return await open_task(self._ledger, enrollee, request, work, self._now())


def kind_of(content: Content) -> str:
    """The kind of work: the channel, and on LinkedIn what is done there."""
    return f"linkedin_{content.kind}" if isinstance(content, LinkedIn) else content.channel


async def left_out(ledger: Ledger, request: StartTouch, now: datetime) -> Started:
    """The touch is skipped: by now its step's condition is not met."""
    fact = TouchSkipped(at=now, step=request.step, reason=CONDITION)
    return await recorded(ledger, request, fact)


async def open_task(
    ledger: Ledger, enrollee: Enrollee, request: StartTouch, work: Work, now: datetime
) -> Started:
    """The task as it stands in the ledger, or why it may not be opened now."""
    times = task_times(enrollee, request.step, request.channel, now)
    opened = await ledger.open(
        TaskRequest(
            enrollment_id=request.enrollment_id,
            step=request.step,
            generation=request.generation,
            kind=work.kind,
            channel=work.channel,
            not_after=request.not_after,
            until=times.until,
            at=now,
            detail=work.detail,
            due_at=times.due_at,
            escalates_at=times.escalates_at,
            brief=brief_of(enrollee, request.step, request.channel),
            owner=enrollee.cadence.owner,
        )
    )
    if isinstance(opened, Refusal):
        return await what_stands(ledger, request, opened, now)
    return started_by(opened)

"""Opens a rep task for a touch: what calls and LinkedIn have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from activities.refusals import refused
from activities.touching import Started, StartTouch
from domain.facts import TaskOpened, TouchHeld, TouchSkipped
from domain.ports import Enrollee, Ledger, Refusal, TaskRequest
from domain.prospects import zone_of
from domain.timing import calendar_of, days_later

Now = Callable[[], datetime]


@dataclass(frozen=True)
class Work:
    """What a rep is asked to do; `detail` is what the step's words do not say."""

    channel: str
    kind: str
    detail: str | None = None


async def open_task(
    ledger: Ledger, enrollee: Enrollee, request: StartTouch, work: Work, now: datetime
) -> Started:
    """The task as it stands in the ledger, or why it may not be opened now."""
    opened = await ledger.open(
        TaskRequest(
            enrollment_id=request.enrollment_id,
            step=request.step,
            generation=request.generation,
            kind=work.kind,
            channel=work.channel,
            not_after=request.not_after,
            until=_given_up_at(enrollee, request.step, now),
            at=now,
            detail=work.detail,
        )
    )
    if not isinstance(opened, Refusal):
        return opened if isinstance(opened, TaskOpened) else _unexpected(opened.key)
    fact = refused(request.step, request.generation, opened, now)
    (stored,) = await ledger.append(request.enrollment_id, (fact,))
    return stored if isinstance(stored, TouchHeld | TouchSkipped) else _unexpected(stored.key)


def _given_up_at(enrollee: Enrollee, step_id: str, now: datetime) -> datetime | None:
    """When an open task is skipped: the end of the window so many allowed days on."""
    step = enrollee.cadence.by_id[step_id]
    if step.skip_after is None:
        return None
    zone, _ = zone_of(enrollee.prospect, enrollee.cadence.rules.timezone)
    calendar = calendar_of(enrollee.cadence, zone)
    return days_later(calendar, now, step.skip_after, enrollee.cadence.window_of(step))


def _unexpected(key: str) -> TaskOpened:
    raise TypeError(f"the ledger answered with {key}, which opens no task")

"""Which activity starts a touch: mails go out by themselves, all else is a rep's work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from temporalio import workflow

from activities.email import EmailActivities
from activities.rep_work import RepWorkActivities
from activities.touching import Started, StartTouch
from domain.decide import PerformTouch
from workflows import policies

Start = Callable[[Any, StartTouch], Awaitable[Started]]

_STARTS: dict[str, Start] = {"email": EmailActivities.send_email}


async def perform(
    enrollment_id: str,
    action: PerformTouch,
    due_at: datetime | None,
    results: Mapping[str, str],
) -> Started:
    """Start the touch; returns the fact that came of it. Raises as `failures.ACTIVITY_FAILED`."""
    return await workflow.execute_activity_method(
        _STARTS.get(action.channel, RepWorkActivities.open_task),
        StartTouch(
            enrollment_id=enrollment_id,
            step=action.step,
            generation=action.generation,
            channel=action.channel,
            not_after=action.not_after,
            results=results,
            due_at=due_at,
        ),
        start_to_close_timeout=policies.TOUCH_LIMIT,
        heartbeat_timeout=policies.TOUCH_HEARTBEAT,
        retry_policy=policies.TOUCH_RETRY,
        summary=f"{action.step}: {action.channel}",
    )

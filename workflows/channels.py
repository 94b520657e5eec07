"""Which activity starts a touch on which channel; a new channel is one line here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from temporalio import workflow

from activities.call import CallActivities
from activities.email import EmailActivities
from activities.linkedin import LinkedInActivities
from activities.touching import Started, StartTouch
from domain.decide import PerformTouch
from workflows import policies

Start = Callable[[Any, StartTouch], Awaitable[Started]]

_STARTS: dict[str, Start] = {
    "email": EmailActivities.send_email,
    "call": CallActivities.open_call,
    "linkedin": LinkedInActivities.open_linkedin,
}


async def perform(enrollment_id: str, action: PerformTouch) -> Started:
    """Start the touch; returns the fact that came of it. Raises as `failures.ACTIVITY_FAILED`."""
    return await workflow.execute_activity_method(
        _STARTS[action.channel],
        StartTouch(enrollment_id, action.step, action.generation, action.not_after),
        start_to_close_timeout=policies.TOUCH_LIMIT,
        heartbeat_timeout=policies.TOUCH_HEARTBEAT,
        retry_policy=policies.TOUCH_RETRY,
        summary=f"{action.step}: {action.channel}",
    )

"""Which activity starts a touch: mails and some texts go by themselves, all else reps do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from temporalio import workflow

from activities.email import EmailActivities
from activities.rep_work import RepWorkActivities
from activities.sms import SmsActivities
from activities.touching import Started, StartTouch
from domain.cadence import PlanStep
from domain.decide import PerformTouch
from workflows import policies

Start = Callable[[Any, StartTouch], Awaitable[Started]]


def _start_of(step: PlanStep, channel: str) -> Start:
    """A text goes by itself where its step says so, which no run of before can carry."""
    match channel:
        case "email":
            return EmailActivities.send_email
        case "sms" if step.sends_text:
            return SmsActivities.send_sms
        case _:
            return RepWorkActivities.open_task


async def perform(
    enrollment_id: str,
    step: PlanStep,
    action: PerformTouch,
    due_at: datetime | None,
    results: Mapping[str, str],
) -> Started:
    """Start the touch; returns the fact that came of it. Raises as `failures.ACTIVITY_FAILED`."""
    return await workflow.execute_activity_method(
        _start_of(step, action.channel),
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

"""What one fact does to several touches of an enrollment at once.

How a touch moves by a fact of its own is in `domain.touch`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.facts import Jumped, TouchSkipped
from domain.touch import SEND_AGAIN, Touch, Touched, has_begun, moved, to_be_planned_anew

Touches = Mapping[str, Touch]


def spaced_anew(touches: Touches, at: datetime) -> dict[str, Touch]:
    """What was planned after a mail that is sent again keeps its distance to that."""
    return {
        step: to_be_planned_anew(touch, SEND_AGAIN, at)
        if touch.status is Touched.PLANNED
        else touch
        for step, touch in touches.items()
    }


def let_go(touches: Touches, reason: str | None, at: datetime) -> Touches:
    """Touches that were held for the reason that is over are planned anew at once."""
    if reason is None:
        return touches
    return {
        step: replace(touch, until=at) if touch.is_held_by(reason) else touch
        for step, touch in touches.items()
    }


def jumped(touches: Touches, fact: Jumped) -> Touches:
    """What has not started of the steps that a jump leaves out is skipped."""
    skipped = {
        step: moved(touches.get(step), TouchSkipped(at=fact.at, step=step, reason="jumped"))
        for step in fact.skipped
        if not ((touch := touches.get(step)) and touch.is_open)
    }
    aim = touches.get(fact.to)
    if aim is None or has_begun(aim) or not fact.anew:
        return {**touches, **skipped}
    return {**touches, **skipped, fact.to: to_be_planned_anew(aim, "jumped", fact.at)}


def aims(touches: Touches, before: tuple[str, ...], fact: Jumped) -> tuple[str, ...]:
    """The steps that jumps went ahead to, this one with them unless it has begun."""
    return before if has_begun(touches.get(fact.to)) else (*before, fact.to)


def escalated(touches: Touches, step: str) -> Touches:
    """A task is escalated once."""
    touch = touches.get(step)
    return touches if touch is None else {**touches, step: replace(touch, escalates_at=None)}


def with_tasks_closed(touches: Touches, reason: str, at: datetime) -> Touches:
    """No task stays open: each is skipped for this reason."""
    return {
        step: replace(
            touch,
            status=Touched.SKIPPED,
            settled_at=at,
            reason=reason,
            until=None,
            escalates_at=None,
        )
        if touch.is_open
        else touch
        for step, touch in touches.items()
    }

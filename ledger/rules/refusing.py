"""Whether a touch may start now: pure, and the same for claims, tasks and both ledgers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.enrollment import Enrollment
from domain.ports import Refusal


@dataclass(frozen=True)
class Start:
    """A touch about to start, and what the ledger knows about it at this moment."""

    state: Enrollment
    step: str
    generation: int
    not_after: datetime | None
    at: datetime
    has_stop: bool
    is_cadence_paused: bool
    is_suppressed: bool


def refusal_of(start: Start) -> Refusal | None:
    """The weightiest reason against it, if there is one."""
    if hindered := hindrance_of(start):
        return hindered
    return Refusal.ALREADY_STARTED if _is_behind(start) else None


def hindrance_of(start: Start) -> Refusal | None:
    """The weightiest reason against contacting the person at all, be the touch begun or not."""
    if start.has_stop:
        return Refusal.STOP_PENDING
    if start.state.is_ended:
        return Refusal.ENDED
    if start.state.pauses:
        return Refusal.PAUSED
    if start.is_cadence_paused:
        return Refusal.CADENCE_PAUSED
    if start.is_suppressed:
        return Refusal.SUPPRESSED
    if start.not_after is not None and start.at > start.not_after:
        return Refusal.WINDOW_PASSED
    return None


def _is_behind(start: Start) -> bool:
    """The touch has started or was given up, or a newer plan stands in this one's place."""
    touch = start.state.touches.get(start.step)
    if touch is None:
        return False
    return touch.is_settled or touch.is_open or start.generation < touch.generation

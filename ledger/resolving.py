"""What a doubt about a mail is resolved to: pure, and the same for both ledgers."""

from __future__ import annotations

from domain.doubts import Resolution, UnknownDoubt
from domain.facts import Resolved, TouchPerformed, TouchSkipped
from domain.ports import ClaimState

LOST = "lost"


def state_of(resolution: Resolution) -> ClaimState:
    """Where the claim goes; one that is `not_sent` is never tried again, as its touch is over."""
    return ClaimState.SENT if resolution.has_arrived else ClaimState.NOT_SENT


def fact_of(resolution: Resolution) -> Resolved:
    """The fact that says so, by the one key that a touch has for it."""
    at, step, by = resolution.at, resolution.step, resolution.by
    source_id = f"resolved/{step}"
    if resolution.has_arrived:
        return TouchPerformed(at=at, step=step, source_id=source_id, by=by)
    return TouchSkipped(at=at, step=step, reason=LOST, source_id=source_id, by=by)


def no_doubt(enrollment_id: str, step: str) -> UnknownDoubt:
    """Why there is nothing to resolve."""
    return UnknownDoubt(f"no mail of step {step!r} of enrollment {enrollment_id!r} is in doubt")

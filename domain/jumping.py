"""Going ahead to a step, and where steps stand once jumps have left out what lies before."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from domain.cadence import Cadence, Plan
from domain.enrollment import Enrollment
from domain.facts import Jumped
from domain.touch import Touched, has_begun


def jumped(plan: Plan, state: Enrollment, aim: str, source_id: str, at: datetime) -> Jumped:
    """Ahead to the step, past what has not started before it; nothing where that has passed."""
    ids = [step.id for step in plan.steps]
    before = ids[: ids.index(aim)] if aim in ids else []
    skipped = tuple(step for step in before if not has_begun(state.touches.get(step)))
    touch = state.touches.get(aim)
    anew = touch is not None and touch.status is Touched.PLANNED
    return Jumped(at=at, source_id=source_id, to=aim, skipped=skipped, anew=anew)


def days_of(cadence: Cadence, aims: Iterable[str], started: Container[str]) -> Mapping[str, int]:
    """The day of each step by its id, as jumps to these steps have drawn it near.

    An aim comes as long after the last step before it that has started as it stands after the step
    before it in the file, or on day 1 where none has. What follows keeps its distance to the aim.
    """
    days = {step.id: step.day for step in cadence.steps}
    order = list(days)
    for place in sorted(order.index(aim) for aim in set(aims) if aim in days):
        before = order[:place]
        begun = [days[step] for step in before if step in started]
        left_out = days[before[-1]] - max(begun) if begun else days[order[place]] - 1
        days.update((step, days[step] - left_out) for step in order[place:])
    return days

"""Where steps stand once jumps have left out what lies before their aims."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from domain.cadence import Cadence


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

"""A kind of task that is more often late than not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.findings.figures import TaskFigures
from domain.findings.finding import MeasuredFinding, corrected
from domain.statistics.intervals import wilson

FEWEST_TASKS = 20
TOO_OFTEN = 0.5
PAGE = "docs/rep-work.md"


def overdue_tasks(tasks: Sequence[TaskFigures]) -> Iterator[MeasuredFinding]:
    """Where surely more than half are done after they were due, or not at all."""
    enough = [one for one in tasks if one.count.tried >= FEWEST_TASKS]
    for one in enough:
        late = wilson(one.count, corrected(len(enough)))
        if late.low > TOO_OFTEN:
            words = (
                f"tasks of the kind {one.kind} are late as a rule: {one.count.hits:,} of "
                f"{one.count.tried:,} ({late.low:.0%} to {late.high:.0%}); give them more time or "
                "to more people"
            )
            yield MeasuredFinding("overdue-tasks", one.kind, words, one.count, late, PAGE)

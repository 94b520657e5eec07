"""How long a rep has, and when a task that nobody does is escalated and given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.enrollee import Enrollee
from domain.tasks import TaskTimes, task_times
from tests.builders import a_cadence, a_prospect, a_step

# A Thursday, 10:00 in Berlin.
THURSDAY = datetime(2026, 3, 5, 9, tzinfo=UTC)


def times_of(prospect_country: str | None = None, **fields: Any) -> TaskTimes:  # noqa: ANN401 -- whatever a step has
    cadence = a_cadence(steps=[a_step(channel="call", window="10:00-16:00", **fields)])
    enrollee = Enrollee("e-1", a_prospect(country=prospect_country), cadence)
    return task_times(enrollee, "intro", "call", THURSDAY)


def test_a_task_is_due_when_its_window_closes() -> None:
    """Where the step says nothing a rep has until the window's end, and is waited for."""
    assert times_of() == TaskTimes(datetime(2026, 3, 5, 15, tzinfo=UTC), None, None)


def test_a_step_may_say_how_long_a_rep_has() -> None:
    """`due: 4h` counts from when the task was opened."""
    assert times_of(due="4h").due_at == THURSDAY + timedelta(hours=4)


def test_escalation_and_patience_count_business_days() -> None:
    """One day after a Thursday is Friday, three are Tuesday; each at the end of the window."""
    times = times_of(overdue={"escalate": 1, "skip": 3})

    assert times.escalates_at == datetime(2026, 3, 6, 15, tzinfo=UTC)
    assert times.until == datetime(2026, 3, 10, 15, tzinfo=UTC)


def test_a_holiday_gives_the_rep_another_day() -> None:
    """The day before Thanksgiving plus one business day is the Friday after."""
    cadence = a_cadence(steps=[a_step(channel="call", overdue={"skip": 1})])
    prospect = a_prospect(country="US", timezone="America/New_York")
    wednesday = datetime(2026, 11, 25, 15, tzinfo=UTC)

    times = task_times(Enrollee("e-1", prospect, cadence), "intro", "call", wednesday)

    assert times.until == datetime(2026, 11, 27, 22, tzinfo=UTC)

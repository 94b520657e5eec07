"""How long a rep has, and when a task that nobody does is escalated and given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.people.enrollee import Enrollee
from domain.rep_work.tasks import TaskTimes, due_on_return, task_times, where_they_live
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


def an_enrollee(zone: str = "Europe/Berlin", **fields: Any) -> Enrollee:  # noqa: ANN401 -- whatever a prospect has
    cadence = a_cadence(steps=[a_step(channel="call", window="10:00-16:00")])
    return Enrollee("e-1", a_prospect(timezone=zone, **fields), cadence)


def test_a_wall_time_is_the_prospects() -> None:
    """Three in the afternoon where they live, summer and winter."""
    berlin, new_york = an_enrollee(), an_enrollee("America/New_York")
    winter, summer = datetime(2026, 12, 1, 15), datetime(2026, 7, 1, 15)

    assert where_they_live(berlin, winter) == datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert where_they_live(berlin, summer) == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert where_they_live(new_york, winter) == datetime(2026, 12, 1, 20, tzinfo=UTC)


def test_a_wall_time_that_clocks_leave_out_is_the_first_after() -> None:
    """Half past two on the last Sunday of March does not exist in Berlin; it becomes three."""
    left_out = where_they_live(an_enrollee(), datetime(2026, 3, 29, 2, 30))

    assert left_out == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert where_they_live(an_enrollee(), datetime(2026, 10, 25, 2, 30)) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_what_waits_for_a_rep_is_due_on_the_first_allowed_day() -> None:
    """Back on a Saturday: Monday; back on a day at whose end the window is closed: the next."""
    enrollee = an_enrollee(country="DE")
    saturday = datetime(2026, 3, 7, 9, tzinfo=UTC)
    monday = datetime(2026, 3, 9, 15, tzinfo=UTC)

    assert due_on_return(enrollee, "intro", "call", saturday) == monday
    assert due_on_return(enrollee, "intro", "call", monday) == monday + timedelta(days=1)
    assert due_on_return(enrollee, "intro", "call", monday - timedelta(hours=1)) == monday

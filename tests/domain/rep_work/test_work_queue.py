"""In what order reps work, and what belongs to their day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.rep_work.work_queue import (
    LAST,
    MINUTES,
    OTHERWISE_MINUTES,
    PRIORITIES,
    Group,
    day_of,
    group_of_find,
    group_of_task,
    minutes_of,
    priority_of,
)

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_day_lies_between_two_midnights_of_its_zone() -> None:
    """In Berlin it begins an hour before UTC's."""
    day = day_of(NOON, "Europe/Berlin")

    assert (day.starts, day.ends) == (
        datetime(2026, 3, 1, 23, tzinfo=UTC),
        datetime(2026, 3, 2, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 29, 23), (10, 25, 25), (3, 2, 24)])
def test_a_day_is_as_long_as_its_clocks_make_it(month: int, day: int, hours: int) -> None:
    """Shorter in spring, longer in autumn."""
    found = day_of(datetime(2026, month, day, 12, tzinfo=UTC), "Europe/Berlin")

    assert found.ends - found.starts == timedelta(hours=hours)


def test_what_is_due_now_is_not_overdue_yet() -> None:
    """Overdue is past its time; what was put off is upcoming until its time, be it today."""
    day = day_of(NOON, "Europe/Berlin")

    assert group_of_task(day, NOON - HOUR, None) is Group.OVERDUE
    assert group_of_task(day, NOON - HOUR, "snoozed") is Group.OVERDUE
    assert group_of_task(day, NOON, None) is Group.TODAY
    assert group_of_task(day, NOON + HOUR, "snoozed") is Group.UPCOMING
    assert group_of_task(day, day.ends, None) is Group.UPCOMING


def test_what_came_yesterday_is_overdue() -> None:
    """Mails in doubt and unmatched events are looked at on the day they come."""
    day = day_of(NOON, "Europe/Berlin")

    assert group_of_find(day, day.starts) is Group.TODAY
    assert group_of_find(day, day.starts - HOUR) is Group.OVERDUE


def test_a_promised_call_comes_before_all_others() -> None:
    """A promise goes before a call, that before a message, and what is unknown comes last."""
    promised = priority_of("call", "call_back_later")
    order = [promised, priority_of("call", "snoozed"), priority_of("sms"), priority_of("juggle")]

    assert order == sorted(set(order))
    assert order[-1] == LAST


def test_minutes_are_estimated_by_kind() -> None:
    """Two calls and one thing nobody has estimated."""
    assert minutes_of({"call": 2, "juggle": 1}) == 2 * MINUTES["call"] + OTHERWISE_MINUTES
    assert set(PRIORITIES) <= set(MINUTES)

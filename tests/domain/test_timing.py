"""Timing by hand-computed cases, and as properties of every cadence and moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cadence import Cadence
from domain.enrollment import fold
from domain.facts import TouchSkipped
from domain.timing import Calendar, Spread, Starts, calendar_of, plan_slot, starts_of

BERLIN = "Europe/Berlin"
ZONES = ("UTC", BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe")
MON_TO_FRI = frozenset(range(5))


def a_timed_cadence(*steps: dict[str, object], **rules: object) -> Cadence:
    texts = {"subject": "Hi", "text": "Hello"}
    return Cadence.model_validate(
        {
            "name": "timed",
            "compliance": {"postal_address": "1 Main St", "opt_out": "Write back to stop"},
            "rules": {"window": "09:00-17:00", **rules},
            "steps": [{"channel": "email", **texts, **step} for step in steps],
        }
    )


def slot_of(
    cadence: Cadence, step: str, now: datetime, zone: str = BERLIN, **started: datetime
) -> datetime:
    calendar = calendar_of(cadence, zone)
    starts = Starts(origin=started.get("one"), started=started)
    slot = plan_slot(cadence, cadence.by_id[step], calendar, starts, Spread("e-1"), now)
    return slot.due_at.astimezone(ZoneInfo(zone))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN))


def test_day_one_is_today_while_the_window_is_open() -> None:
    """Enrolled on a Monday at noon, the first touch is still that day, at or after noon."""
    cadence = a_timed_cadence({"id": "one", "day": 1})

    due = slot_of(cadence, "one", berlin("2026-11-23T12:00"))

    assert due.date() == date(2026, 11, 23)
    assert time(12) <= due.time() < time(17)


def test_day_one_moves_on_when_the_window_has_closed() -> None:
    """Enrolled on a Friday evening, day 1 is Monday."""
    cadence = a_timed_cadence({"id": "one", "day": 1, "spread": "none"})

    due = slot_of(cadence, "one", berlin("2026-11-20T17:00"))

    assert due == berlin("2026-11-23T09:00")


@pytest.mark.parametrize(
    ("counting", "expected"),
    [("business", "2026-11-26T09:00"), ("calendar", "2026-11-24T09:00")],
)
def test_days_count_as_the_cadence_says(counting: str, expected: str) -> None:
    """Day 5 after Friday is Thursday in business days, Tuesday in calendar days."""
    cadence = a_timed_cadence(
        {"id": "one", "day": 1}, {"id": "five", "day": 5, "spread": "none"}, counting=counting
    )

    due = slot_of(cadence, "five", berlin("2026-11-20T13:00"), one=berlin("2026-11-20T12:00"))

    assert due == berlin(expected)


def test_a_late_touch_moves_what_follows() -> None:
    """Day 1 performed on Wednesday instead of Monday puts day 3 on Friday."""
    cadence = a_timed_cadence({"id": "one", "day": 1}, {"id": "three", "day": 3, "spread": "none"})

    due = slot_of(cadence, "three", berlin("2026-11-25T11:00"), one=berlin("2026-11-25T10:00"))

    assert due == berlin("2026-11-27T09:00")


def test_same_day_steps_keep_their_gap() -> None:
    """A second step of the day follows after its gap."""
    cadence = a_timed_cadence(
        {"id": "one", "day": 1}, {"id": "two", "day": 1, "after": "2h", "spread": "none"}
    )

    due = slot_of(cadence, "two", berlin("2026-11-23T10:00"), one=berlin("2026-11-23T10:00"))

    assert due == berlin("2026-11-23T12:00")


def test_a_gap_that_does_not_fit_moves_to_the_next_day() -> None:
    """Ninety minutes before the window closes there is no room for two hours."""
    cadence = a_timed_cadence(
        {"id": "one", "day": 1}, {"id": "two", "day": 1, "after": "2h", "spread": "none"}
    )

    due = slot_of(cadence, "two", berlin("2026-11-23T15:30"), one=berlin("2026-11-23T15:30"))

    assert due == berlin("2026-11-24T09:00")


def test_a_pinned_time_that_has_passed_moves_to_the_next_day() -> None:
    """`at: 09:30` seen at 10:00 means tomorrow 09:30."""
    cadence = a_timed_cadence({"id": "one", "day": 1, "at": "09:30"})

    assert slot_of(cadence, "one", berlin("2026-11-23T10:00")) == berlin("2026-11-24T09:30")
    assert slot_of(cadence, "one", berlin("2026-11-23T09:30")) == berlin("2026-11-23T09:30")


@pytest.mark.parametrize(
    ("zone", "day", "wall", "expected"),
    [
        # Berlin springs from 02:00 to 03:00 on 29 March 2026.
        (BERLIN, date(2026, 3, 29), time(2, 30), "2026-03-29T01:00:00+00:00"),
        # 02:30 exists twice on 25 October 2026; the first is still in summer time.
        (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25T00:30:00+00:00"),
        # Lord Howe changes by half an hour: 02:15 on 4 October 2026 does not exist.
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30:00+00:00"),
        ("Asia/Kolkata", date(2026, 2, 28), time(9), "2026-02-28T03:30:00+00:00"),
    ],
)
def test_wall_times_at_a_change_of_clocks(zone: str, day: date, wall: time, expected: str) -> None:
    """A missing wall time is the first instant after the gap, a doubled one is the first."""
    calendar = Calendar(ZoneInfo(zone), MON_TO_FRI)

    assert calendar.instant(day, wall) == datetime.fromisoformat(expected)


def test_a_day_that_a_zone_skipped_is_no_working_day() -> None:
    """Samoa had no Friday 30 December 2011."""
    calendar = Calendar(ZoneInfo("Pacific/Apia"), MON_TO_FRI)

    assert not calendar.is_allowed(date(2011, 12, 30))
    assert calendar.days_after(date(2011, 12, 29), 1) == date(2012, 1, 2)


def test_leap_day_counts() -> None:
    """29 February 2028 is a Tuesday and a working day."""
    calendar = Calendar(ZoneInfo("UTC"), MON_TO_FRI)

    assert calendar.days_after(date(2028, 2, 28), 1) == date(2028, 2, 29)


def test_a_first_step_that_was_left_out_still_is_day_one() -> None:
    """Left out on a Sunday, day 3 is Wednesday, also when it is planned again on Wednesday."""
    cadence = a_timed_cadence({"id": "one", "day": 1}, {"id": "three", "day": 3, "spread": "none"})
    skipped = TouchSkipped(at=berlin("2026-11-22T12:00"), step="one", reason="no_way_by_email")
    starts = starts_of(cadence.plan, fold([skipped]))
    calendar = calendar_of(cadence, BERLIN)

    due = [
        plan_slot(cadence, cadence.by_id["three"], calendar, starts, Spread("e-1"), now).due_at
        for now in (berlin("2026-11-22T12:00"), berlin("2026-11-25T18:00"))
    ]

    assert due == [berlin("2026-11-25T09:00"), berlin("2026-11-26T09:00")]


def test_a_first_step_left_out_after_its_window_makes_the_next_day_day_one() -> None:
    """Left out on Friday evening: day 1 is Monday, as for everybody enrolled then."""
    cadence = a_timed_cadence({"id": "one", "day": 1}, {"id": "three", "day": 3, "spread": "none"})
    friday = berlin("2026-11-20T20:00")
    skipped = TouchSkipped(at=friday, step="one", reason="no_way_by_email")
    starts = starts_of(cadence.plan, fold([skipped]))
    calendar = calendar_of(cadence, BERLIN)

    slot = plan_slot(cadence, cadence.by_id["three"], calendar, starts, Spread("e-1"), friday)

    assert slot.due_at == berlin("2026-11-25T09:00")


def test_a_missed_plan_comes_earlier_in_its_window_and_people_stay_spread() -> None:
    """A second plan is brought forward; however often it is planned, people stay apart."""
    people = [f"e-{number}" for number in range(500)]
    first, second, fiftieth = (
        [Spread(person, generation).share_of("one") for person in people]
        for generation in (1, 2, 50)
    )

    assert max(first) < 0.8
    assert 0.35 < max(second) < 0.4
    assert fiftieth == second


moments = st.datetimes(
    min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC)
)
day_gaps = st.lists(st.integers(0, 4), min_size=1, max_size=6)


@given(moments, day_gaps, st.sampled_from(ZONES), st.lists(st.integers(0, 72), min_size=8))
def test_planned_instants_lie_in_windows_and_keep_their_spacing(
    start: datetime, gaps: list[int], zone: str, delays: list[int]
) -> None:
    """However late each touch is performed: in its window, on an allowed day, never too close."""
    days = [1]
    for gap in gaps:
        days.append(days[-1] + gap)
    cadence = a_timed_cadence(*({"id": f"s{n}", "day": day} for n, day in enumerate(days)))
    calendar = calendar_of(cadence, zone)
    now, started = start, dict[str, datetime]()
    for number, (step, delay) in enumerate(zip(cadence.steps, delays, strict=False)):
        starts = Starts(origin=started.get("s0"), started=started)
        slot = plan_slot(cadence, step, calendar, starts, Spread("e-1"), now)

        local = slot.due_at.astimezone(calendar.zone)
        assert calendar.is_allowed(local.date())
        assert now <= slot.due_at < slot.not_after
        assert time(9) <= local.time() < time(17)
        for earlier in cadence.steps[:number]:
            before = started[earlier.id]
            distance = step.day - earlier.day
            assert local.date() >= calendar.days_after(calendar.day_of(before), distance)
            if distance == 0:
                assert slot.due_at >= before + step.after
        again = plan_slot(cadence, step, calendar, starts, Spread("e-1"), now)
        assert again == slot
        now = min(slot.due_at + timedelta(hours=delay), slot.not_after)
        started[step.id] = now

"""What a plan says, what it counts from, and how people are spread."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.calendar import calendar_of
from domain.enrollment import fold
from domain.facts import TaskCompleted, TaskOpened, TouchPlanned, TouchSkipped
from domain.observances import NO_OBSERVANCES, observances_in
from domain.timing import Slot, Spread, Starts, Way, days_later, plan_slot, starts_of
from tests.domain.wall_clock import (
    BERLIN,
    NEW_YORK,
    ONE_TO_FIVE,
    Keys,
    Moment,
    after,
    at_,
    in_us,
    slot_at,
    timed,
    wall,
)

ROOM = "the first day with room in the window"
THANKSGIVING = "after Thanksgiving Day (Thu 26 Nov)"
TWO_FRIDAYS = "after Christmas Day (Fri 25 Dec) and New Year's Day (Fri 01 Jan)"


def slot_from(starts: Starts, now: datetime, channel: str = "email", **rules: object) -> Slot:
    """The slot of day 3 in Berlin."""
    cadence = timed(ONE_TO_FIVE, **rules)
    calendar = calendar_of(cadence, BERLIN, NO_OBSERVANCES)
    way = Way(cadence.by_id["three"], channel)
    return plan_slot(cadence, way, calendar, starts, Spread("e-1"), now)


def left_out(at: datetime) -> TouchSkipped:
    return TouchSkipped(at=at, step="one", reason="no_way_by_email")


def planned(at: datetime, due_at: datetime) -> TouchPlanned:
    return TouchPlanned(
        at=at,
        step="one",
        generation=1,
        channel="linkedin",
        due_at=due_at,
        not_after=due_at + timedelta(hours=1),
        timezone=BERLIN,
        why="day 1",
    )


def test_a_first_step_that_was_left_out_still_is_day_one() -> None:
    """Left out on a Sunday, day 3 is Wednesday, also when it is planned again on Wednesday."""
    starts = starts_of(timed(ONE_TO_FIVE).plan, fold([left_out(wall("2026-11-22T12:00"))]))

    due = [slot_from(starts, wall(now)).due_at for now in ("2026-11-22T12:00", "2026-11-25T18:00")]

    assert due == [wall("2026-11-25T09:00"), wall("2026-11-26T09:00")]


@pytest.mark.parametrize("at", ["2026-11-20T17:00", "2026-11-20T20:00"])
def test_a_first_step_left_out_after_its_window_makes_the_next_day_day_one(at: str) -> None:
    """Left out on Friday from closing on: day 1 is Monday, as for everybody enrolled then."""
    friday = wall(at)
    starts = starts_of(timed(ONE_TO_FIVE).plan, fold([left_out(friday)]))

    assert slot_from(starts, friday).due_at == wall("2026-11-25T09:00")


def test_day_one_is_where_the_first_step_was_planned_by_another_channel() -> None:
    """Planned for Monday afternoon by LinkedIn and left out then: mail's hours play no part."""
    monday = wall("2026-11-23T14:00")
    facts = (planned(monday, wall("2026-11-23T16:00")), left_out(monday))
    starts = starts_of(timed(ONE_TO_FIVE).plan, fold(facts))

    slot = slot_from(starts, monday, windows={"email": "08:00-12:00"})

    assert slot.due_at == wall("2026-11-25T08:00")


def test_a_step_keeps_no_distance_from_itself_or_from_later_ones() -> None:
    """Nor from what the cadence no longer has, on the first day of a year as on any other."""
    first, friday = wall("2026-12-30T10:00"), wall("2027-01-01T08:30")
    started = {"one": first, "three": friday, "five": friday, "gone": friday}

    assert slot_from(Starts(first, started), friday).due_at == wall("2027-01-01T09:00")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [({}, "2026-11-25T09:00"), ({"blocking": True}, "2026-11-27T09:00")],
)
def test_a_late_rep_delays_what_follows_only_where_the_step_says_so(
    keys: Keys, expected: str
) -> None:
    """A task of Monday, done on Wednesday: a blocking one counts from when it was done."""
    monday, wednesday = wall("2026-11-23T10:00"), wall("2026-11-25T08:00")
    opened = TaskOpened(at=monday, step="one", kind="call")
    done = TaskCompleted(at=wednesday, step="one", disposition="connected", by="robin")
    cadence = timed({**ONE_TO_FIVE, "one": keys})
    starts = starts_of(cadence.plan, fold((opened, done)))

    assert slot_from(starts, wednesday).due_at == wall(expected)


@pytest.mark.parametrize(
    ("step", "moment", "why"),
    [
        ("one", at_("2026-11-23T08:00"), "day 1 from Mon 23 Nov"),
        (
            "three",
            after("2026-11-25T11:00", "2026-11-25T10:00"),
            "day 3 from Wed 25 Nov",
        ),
        (
            "three",
            at_("2026-11-20T11:00", started={"one": "2026-11-17T10:00", "two": "2026-11-19T10:00"}),
            "day 3, 1 day after two (Thu 19 Nov)",
        ),
        (
            "two",
            after("2026-12-02T08:00", "2026-11-16T10:00"),
            "day 2 from Mon 16 Nov has passed, so Wed 02 Dec",
        ),
        (
            "two",
            after("2026-11-19T18:00", "2026-11-18T10:00"),
            f"day 2 from Wed 18 Nov; moved to Fri 20 Nov, {ROOM}",
        ),
        (
            "two",
            in_us("2026-11-25T11:00", started={"one": "2026-11-25T10:00"}),
            f"day 2 from Wed 25 Nov, {THANKSGIVING}",
        ),
        (
            "two",
            in_us("2026-11-25T18:00", started={"one": "2026-11-24T10:00"}),
            f"day 2 from Tue 24 Nov; moved to Fri 27 Nov, {ROOM}, {THANKSGIVING}",
        ),
        (
            "two",
            in_us("2026-11-26T08:00", started={"one": "2026-11-24T10:00"}),
            f"day 2 from Tue 24 Nov has passed, so Fri 27 Nov, {THANKSGIVING}",
        ),
        # Here the holiday put nothing off: the day had passed, or was counted from.
        (
            "two",
            in_us("2026-11-30T08:00", started={"one": "2026-11-24T10:00"}),
            "day 2 from Tue 24 Nov has passed, so Mon 30 Nov",
        ),
        (
            "three",
            in_us(
                "2026-11-26T11:00", started={"one": "2026-11-23T10:00", "two": "2026-11-26T10:00"}
            ),
            "day 3, 1 day after two (Thu 26 Nov)",
        ),
        (
            "one",
            in_us("2026-11-25T18:00"),
            f"day 1 from Fri 27 Nov, {THANKSGIVING}",
        ),
        (
            "far",
            after("2026-12-23T11:00", "2026-12-23T10:00", holidays="DE"),
            f"day 9 from Wed 23 Dec, {TWO_FRIDAYS}",
        ),
        (
            "farther",
            in_us("2026-11-09T11:00", started={"one": "2026-11-09T10:00"}),
            "day 40 from Mon 09 Nov, after 4 holidays, the last New Year's Day (Fri 01 Jan)",
        ),
    ],
)
def test_a_plan_says_why_this_day(step: str, moment: Moment, why: str) -> None:
    """What the day counts from, what passed or moved it, and the holidays that put it off."""
    cadence = timed({**ONE_TO_FIVE, "far": 9, "farther": 40})

    slot = slot_at(cadence, step, moment)

    assert slot.why == f"{why}; 09:00-17:00 {moment.zone}, as early as it can"


def test_a_holiday_that_cost_nothing_is_not_named() -> None:
    """By the calendar, day 6 after Wednesday is Monday, with Thanksgiving or without."""
    cadence = timed({"one": 1, "six": 6}, counting="calendar")
    moment = in_us("2026-11-25T11:00", started={"one": "2026-11-25T10:00"})

    assert slot_at(cadence, "six", moment).why.startswith("day 6 from Wed 25 Nov; ")


@pytest.mark.parametrize(
    ("keys", "rules", "point"),
    [
        ({"at": "09:30"}, {}, "09:00-17:00 Europe/Berlin, at 09:30"),
        ({}, {"windows": {"email": "10:00-11:00"}}, "10:00-11:00 Europe/Berlin, as early as it"),
        ({"spread": "hash"}, {}, "09:00-17:00 Europe/Berlin, spread to "),
    ],
)
def test_a_plan_says_why_this_minute(keys: Keys, rules: Keys, point: str) -> None:
    """The channel's window, and where in it."""
    slot = slot_at(timed({"one": keys}, **rules), "one", at_("2026-11-23T08:00"))

    assert f"; {point}" in slot.why


def test_a_plan_ends_with_its_window() -> None:
    """`not_after` is the closing time of the channel's window, on the day of the touch."""
    cadence = timed({"one": 1}, windows={"email": "08:00-12:00"})

    assert slot_at(cadence, "one", at_("2026-11-23T13:00")).not_after == wall("2026-11-24T12:00")


def test_so_many_days_later_is_the_end_of_that_day() -> None:
    """Two allowed days after Wednesday, over Thanksgiving, is Monday at closing time."""
    cadence = timed({"one": 1})
    calendar = calendar_of(cadence, NEW_YORK, observances_in("US"))

    until = days_later(calendar, wall("2026-11-25T12:00", NEW_YORK), 2, cadence.rules.window)

    assert until == wall("2026-11-30T17:00", NEW_YORK)


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

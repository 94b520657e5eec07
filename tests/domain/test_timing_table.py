"""The day of a touch, by cases that were computed by hand, from calendars on paper."""

from __future__ import annotations

import pytest

from tests.domain.wall_clock import NEW_YORK, Case, Keys, after, at_, in_us, slot_of, wall

# November 2026: Monday 23, Thanksgiving on Thursday 26.
WEEKENDS = [
    Case("before opening", "one", at_("2026-11-23T06:00"), "2026-11-23T09:00"),
    Case("while open", "one", at_("2026-11-20T12:00"), "2026-11-20T12:00"),
    Case("a minute before closing", "one", at_("2026-11-20T16:59"), "2026-11-20T16:59"),
    Case("day 1 after closing", "one", at_("2026-11-19T17:00"), "2026-11-20T09:00"),
    Case("Friday at closing", "one", at_("2026-11-20T17:00"), "2026-11-23T09:00"),
    Case("on Saturday", "one", at_("2026-11-21T10:00"), "2026-11-23T09:00"),
    Case("late on Sunday", "one", at_("2026-11-22T23:59:59"), "2026-11-23T09:00"),
    Case(
        "Saturday is worked",
        "one",
        at_("2026-11-20T18:00"),
        "2026-11-21T09:00",
        rules={"days": ["fri", "sat"]},
    ),
    Case(
        "day 3 from Thursday",
        "three",
        after("2026-11-19T10:00", "2026-11-19T10:00"),
        "2026-11-23T09:00",
    ),
    Case(
        "three days a week",
        "three",
        after("2026-11-20T10:00", "2026-11-20T10:00"),
        "2026-11-25T09:00",
        rules={"days": ["mon", "wed", "fri"]},
    ),
    Case(
        "one day a week",
        "five",
        after("2026-11-20T10:00", "2026-11-20T10:00"),
        "2026-12-18T09:00",
        rules={"days": ["fri"]},
    ),
]
CALENDAR: Keys = {"counting": "calendar"}
COUNTING = [
    Case(
        "day 5 in business days",
        "five",
        after("2026-11-20T13:00", "2026-11-20T12:00"),
        "2026-11-26T09:00",
    ),
    Case(
        "day 5 in calendar days",
        "five",
        after("2026-11-20T13:00", "2026-11-20T12:00"),
        "2026-11-24T09:00",
        rules=CALENDAR,
    ),
    Case(
        "a calendar day on a Sunday",
        "three",
        after("2026-11-20T13:00", "2026-11-20T12:00"),
        "2026-11-23T09:00",
        rules=CALENDAR,
    ),
    Case(
        "a calendar day on a holiday",
        "two",
        in_us("2026-11-25T13:00", started={"one": "2026-11-25T12:00"}),
        "2026-11-27T09:00",
        rules=CALENDAR,
    ),
    Case(
        "a calendar day after a holiday",
        "three",
        in_us("2026-11-25T13:00", started={"one": "2026-11-25T12:00"}),
        "2026-11-27T09:00",
        rules=CALENDAR,
    ),
]
HOLIDAYS = [
    Case("enrolled on Thanksgiving", "one", in_us("2026-11-26T10:00"), "2026-11-27T09:00"),
    Case("enrolled on its eve, late", "one", in_us("2026-11-25T18:00"), "2026-11-27T09:00"),
    Case(
        "day 2 over Thanksgiving",
        "two",
        in_us("2026-11-25T13:00", started={"one": "2026-11-25T12:00"}),
        "2026-11-27T09:00",
    ),
    Case(
        "Thanksgiving in Berlin",
        "two",
        after("2026-11-25T13:00", "2026-11-25T12:00", holidays="DE-BE"),
        "2026-11-26T09:00",
    ),
    Case(
        "nobody's holidays",
        "two",
        after("2026-11-25T13:00", "2026-11-25T12:00", zone=NEW_YORK),
        "2026-11-26T09:00",
    ),
    Case(
        "Independence Day on a Saturday, observed on Friday",
        "two",
        in_us("2026-07-02T13:00", started={"one": "2026-07-02T12:00"}),
        "2026-07-06T09:00",
    ),
    Case(
        "Epiphany in Bavaria",
        "two",
        after("2027-01-05T13:00", "2027-01-05T12:00", holidays="DE-BY"),
        "2027-01-07T09:00",
    ),
    Case(
        "Epiphany in Berlin",
        "two",
        after("2027-01-05T13:00", "2027-01-05T12:00", holidays="DE-BE"),
        "2027-01-06T09:00",
    ),
    Case(
        "Christmas in Germany",
        "two",
        after("2026-12-24T13:00", "2026-12-24T12:00", holidays="DE"),
        "2026-12-28T09:00",
    ),
    Case(
        "Christmas in Britain, Boxing Day made up for on Monday",
        "two",
        after("2026-12-24T13:00", "2026-12-24T12:00", zone="Europe/London", holidays="GB"),
        "2026-12-29T09:00",
    ),
    Case(
        "over the year's end",
        "two",
        after("2026-12-31T13:00", "2026-12-31T12:00", holidays="DE"),
        "2027-01-04T09:00",
    ),
    Case(
        "over the year's end without holidays",
        "two",
        after("2026-12-31T13:00", "2026-12-31T12:00"),
        "2027-01-01T09:00",
    ),
]
LEAP_DAYS = [
    Case(
        "a leap day",
        "two",
        after("2028-02-28T13:00", "2028-02-28T12:00"),
        "2028-02-29T09:00",
    ),
    Case(
        "the day after it",
        "three",
        after("2028-02-28T13:00", "2028-02-28T12:00"),
        "2028-03-01T09:00",
    ),
    Case(
        "no leap day",
        "two",
        after("2027-02-26T13:00", "2027-02-26T12:00"),
        "2027-03-01T09:00",
    ),
    Case(
        "a leap day by the calendar",
        "thirty",
        after("2028-01-31T13:00", "2028-01-31T12:00"),
        "2028-02-29T09:00",
        rules=CALENDAR,
        steps={"one": 1, "thirty": 30},
    ),
]


@pytest.mark.parametrize(
    "case", [*WEEKENDS, *COUNTING, *HOLIDAYS, *LEAP_DAYS], ids=lambda case: case.says
)
def test_a_touch_is_due_on_the_day_that_the_paper_calendar_says(case: Case) -> None:
    """Weekends, holidays, leap days and the year's end, counted by hand."""
    slot = slot_of(case)

    assert slot.due_at == wall(case.due, case.moment.zone)
    assert slot.due_at < slot.not_after

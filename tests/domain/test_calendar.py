"""Which days count, and the instants of their wall times."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cadence import Window
from domain.calendar import Calendar, Holiday, calendar_of
from domain.observances import NO_OBSERVANCES, observances_in
from tests.domain.wall_clock import BERLIN, NEW_YORK, timed

LORD_HOWE = "Australia/Lord_Howe"
ZONES = ("UTC", BERLIN, NEW_YORK, "Asia/Kathmandu", "Pacific/Apia", LORD_HOWE, "America/Havana")
MON_TO_FRI = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
THANKSGIVING = date(2026, 11, 26)


def is_allowed(calendar: Calendar, day: date) -> bool:
    return calendar.allowed_from(day) == day


def a_calendar(zone: str = BERLIN, holidays: str = "", counting: str = "business") -> Calendar:
    return Calendar(ZoneInfo(zone), MON_TO_FRI, counting, observances_in(holidays))


@pytest.mark.parametrize(
    ("zone", "day", "wall", "expected"),
    [
        # Berlin springs from 02:00 to 03:00 on 29 March 2026.
        (BERLIN, date(2026, 3, 29), time(2, 30), "2026-03-29T01:00:00Z"),
        # Counted from one o'clock, whatever the minute.
        (NEW_YORK, date(2026, 3, 8), time(2, 7), "2026-03-08T07:00:00Z"),
        # 02:30 exists twice on 25 October 2026; the first is still in summer time.
        (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25T00:30:00Z"),
        # Lord Howe changes by half an hour: 02:15 on 4 October 2026 does not exist.
        (LORD_HOWE, date(2026, 10, 4), time(2, 15), "2026-10-03T15:30:00Z"),
        # 01:45 on 5 April 2026 exists twice there.
        (LORD_HOWE, date(2026, 4, 5), time(1, 45), "2026-04-04T14:45:00Z"),
        # Havana springs at midnight: 8 March 2026 begins at one o'clock.
        ("America/Havana", date(2026, 3, 8), time(0), "2026-03-08T05:00:00Z"),
        ("Asia/Kolkata", date(2026, 2, 28), time(9), "2026-02-28T03:30:00Z"),
        ("Asia/Kathmandu", date(2026, 2, 28), time(9), "2026-02-28T03:15:00Z"),
        ("Pacific/Kiritimati", date(2026, 1, 1), time(0), "2025-12-31T10:00:00Z"),
    ],
)
def test_wall_times_at_a_change_of_clocks(zone: str, day: date, wall: time, expected: str) -> None:
    """A missing wall time is the first instant after the gap, a doubled one is the first."""
    assert a_calendar(zone).instant(day, wall) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("zone", "missing", "before", "after"),
    [
        ("Pacific/Apia", date(2011, 12, 30), date(2011, 12, 29), date(2011, 12, 31)),
        ("Pacific/Kwajalein", date(1993, 8, 21), date(1993, 8, 20), date(1993, 8, 22)),
    ],
)
def test_a_day_that_a_zone_left_out_does_not_count(
    zone: str, missing: date, before: date, after: date
) -> None:
    """Crossing the date line, Samoa and the Marshall Islands had a day less."""
    calendar = Calendar(ZoneInfo(zone), EVERY_DAY)

    assert not is_allowed(calendar, missing)
    assert calendar.days_after(before, 1) == after


def test_leap_day_counts() -> None:
    """29 February 2028 is a Tuesday and a working day."""
    assert a_calendar("UTC").days_after(date(2028, 2, 28), 1) == date(2028, 2, 29)


def test_a_holiday_does_not_count() -> None:
    """Thanksgiving is no working day in the United States; in Germany it is."""
    american, german = a_calendar(holidays="US"), a_calendar(holidays="DE")

    assert not is_allowed(american, THANKSGIVING)
    assert american.days_after(date(2026, 11, 25), 1) == date(2026, 11, 27)
    assert german.days_after(date(2026, 11, 25), 1) == THANKSGIVING


def test_holidays_are_told_where_they_cost_a_working_day() -> None:
    """Until the day before the end; one on a Saturday costs nothing."""
    german = a_calendar(holidays="DE")

    told = german.holidays_between(date(2026, 12, 24), date(2027, 1, 2))

    assert told == (
        Holiday(date(2026, 12, 25), "Christmas Day"),
        Holiday(date(2027, 1, 1), "New Year's Day"),
    )
    assert german.holidays_between(date(2026, 12, 24), date(2026, 12, 25)) == ()


def test_the_days_of_a_cadence_are_counted_in_the_prospects_place() -> None:
    """Days and counting come from the cadence, zone and holidays from the prospect."""
    cadence = timed({"one": 1}, days=["mon", "sat"], counting="calendar")

    calendar = calendar_of(cadence, NEW_YORK, observances_in("US"))

    assert calendar == Calendar(
        ZoneInfo(NEW_YORK), frozenset({0, 5}), "calendar", observances_in("US")
    )
    assert calendar_of(cadence, NEW_YORK, NO_OBSERVANCES).observances == NO_OBSERVANCES


def test_an_instant_between_two_openings_waits_for_the_second() -> None:
    """01:15 comes twice in New York on 1 November 2026; at the second 01:05 it is shut again."""
    window = Window(opens=time(1, 15), closes=time(3))
    calendar = a_calendar(NEW_YORK)

    def within(text: str) -> datetime:
        return calendar.within(window, datetime.fromisoformat(text))

    assert within("2026-11-01T06:05:00Z") == datetime(2026, 11, 1, 6, 15, tzinfo=UTC)
    assert within("2026-11-01T05:20:00Z") == datetime(2026, 11, 1, 5, 20, tzinfo=UTC)
    assert within("2026-11-01T06:20:00Z") == datetime(2026, 11, 1, 6, 20, tzinfo=UTC)


def test_no_day_after_the_last_one_is_searched_for_ever() -> None:
    """Beyond the year 9999 there is a clear error."""
    with pytest.raises(ValueError, match="10000"):
        a_calendar("UTC").days_after(date(9999, 12, 31), 1)


days = st.dates(date(2009, 1, 1), date(2035, 12, 31))
places = st.sampled_from(["", "US", "DE-BY", "JP", "NZ"])


@given(st.sampled_from(ZONES), places, days, st.integers(0, 300))
def test_business_days_are_those_that_one_counts_one_by_one(
    zone: str, holidays: str, day: date, count: int
) -> None:
    """The count of allowed days up to the one that is found is the count asked for."""
    calendar = a_calendar(zone, holidays)

    found = calendar.days_after(day, count)

    between = [day + timedelta(days=n) for n in range(1, (found - day).days + 1)]
    counted = [one for one in between if is_allowed(calendar, one)]
    assert is_allowed(calendar, found)
    assert len(counted) == (count if count or is_allowed(calendar, day) else 1)


@given(st.sampled_from(ZONES), places, days)
def test_allowed_days_are_working_days_without_a_holiday(
    zone: str, holidays: str, day: date
) -> None:
    """A day counts exactly if it is a weekday, is no holiday, and somebody there lives it."""
    calendar = a_calendar(zone, holidays)
    noon = datetime.combine(day, time(12), tzinfo=ZoneInfo(zone)).astimezone(UTC)

    is_lived = noon.astimezone(ZoneInfo(zone)).date() == day

    has_holiday = observances_in(holidays).name_on(day) is not None
    assert is_allowed(calendar, day) == (day.weekday() < 5 and not has_holiday and is_lived)


@given(st.sampled_from(ZONES), days, st.times())
def test_a_wall_time_is_the_first_instant_that_shows_it_or_a_later_one(
    zone: str, day: date, wall: time
) -> None:
    """Just before it, clocks show less."""
    instant = a_calendar(zone).instant(day, wall)

    def shown(at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    asked = datetime.combine(day, wall)
    assert shown(instant) >= asked
    assert shown(instant - timedelta(microseconds=1)) < asked

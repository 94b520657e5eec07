"""Which days count for a prospect, and the instants of their wall times.

Wall times are the prospect's; instants are aware, and in UTC where this room makes them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.cadence import WEEKDAYS, Cadence, Window
from domain.observances import NO_OBSERVANCES, Observances

DAY = timedelta(days=1)


class Holiday(NamedTuple):
    """A day on which nobody is touched, and its name."""

    day: date
    name: str


class Year(NamedTuple):
    """The days of one year that count, and the holidays without which more would."""

    allowed: tuple[date, ...]
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True)
class Calendar:
    """The days on which a prospect may be touched, and the instants of their wall times."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    counting: str = "business"
    observances: Observances = NO_OBSERVANCES

    def day_of(self, instant: datetime) -> date:
        """The prospect's date at an instant."""
        return instant.astimezone(self.zone).date()

    def allowed_from(self, day: date) -> date:
        """The first allowed day, this one included.

        It is a working day, no holiday, and exists at all in this zone.
        """
        allowed = _year_of(self, day.year).allowed
        return self._counted_on(allowed, day.year, bisect_left(allowed, day))

    def days_after(self, day: date, count: int) -> date:
        """The allowed day that lies `count` business (or calendar) days after `day`."""
        if self.counting == "calendar" or count == 0:
            return self.allowed_from(day + timedelta(days=count))
        allowed = _year_of(self, day.year).allowed
        return self._counted_on(allowed, day.year, bisect_right(allowed, day) + count - 1)

    def first_counted(self, day: date, count: int) -> date:
        """The first day whose being a holiday puts off what comes `count` days after `day`."""
        if self.counting == "calendar":
            return day + timedelta(days=count)
        return day + DAY if count else day

    def holidays_between(self, first: date, end: date) -> tuple[Holiday, ...]:
        """The holidays on working days from `first` until the day before `end`."""
        years = range(first.year, end.year + 1)
        return tuple(
            holiday
            for year in years
            for holiday in _year_of(self, year).holidays
            if first <= holiday.day < end
        )

    def within(self, window: Window, instant: datetime) -> datetime:
        """The instant, or the second opening where clocks went back to before the first."""
        local = instant.astimezone(self.zone)
        if local.time() >= window.opens:
            return instant
        again = datetime.combine(local.date(), window.opens, tzinfo=self.zone)
        return again.replace(fold=1).astimezone(UTC)

    def instant(self, day: date, wall: time) -> datetime:
        """The first instant at which clocks show `wall` on `day`.

        Where a change of clocks leaves that time out, the first instant after the change.
        """
        local = datetime.combine(day, wall, tzinfo=self.zone)
        found = local.astimezone(UTC)
        if found.astimezone(self.zone).replace(tzinfo=None) == local.replace(tzinfo=None):
            return found
        return self._after_gap(local.replace(fold=1).astimezone(UTC), found)

    def _counted_on(self, allowed: tuple[date, ...], year: int, place: int) -> date:
        """The allowed day at this place of a year, counted on through the years that follow."""
        while place >= len(allowed):
            place -= len(allowed)
            year += 1
            allowed = _year_of(self, year).allowed
        return allowed[place]

    def _after_gap(self, before: datetime, after: datetime) -> datetime:
        """The change of offset between two instants, to the second."""
        offset = before.astimezone(self.zone).utcoffset()
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) / 2
            if middle.astimezone(self.zone).utcoffset() == offset:
                before = middle
            else:
                after = middle
        return after.replace(microsecond=0)


def calendar_of(cadence: Cadence, zone: str, observances: Observances) -> Calendar:
    """The cadence's days, in a prospect's zone and without their holidays."""
    return _calendar(zone, cadence.rules.days, cadence.rules.counting, observances)


@lru_cache(maxsize=4096)
def _calendar(
    zone: str, days: tuple[str, ...], counting: str, observances: Observances
) -> Calendar:
    weekdays = frozenset(WEEKDAYS.index(day) for day in days)
    return Calendar(ZoneInfo(zone), weekdays, counting, observances)


@lru_cache(maxsize=1024)
def _year_of(calendar: Calendar, year: int) -> Year:
    """One year of a calendar. Raises `ValueError` for a year that dates do not have."""
    start = date(year, 1, 1).toordinal()
    end = date(year, 12, 31).toordinal() + 1
    days = [date.fromordinal(number) for number in range(start, end)]
    working = [d for d in days if d.weekday() in calendar.weekdays and _exists(calendar, d)]
    named = [(day, calendar.observances.name_on(day)) for day in working]
    return Year(
        allowed=tuple(day for day, name in named if name is None),
        holidays=tuple(Holiday(day, name) for day, name in named if name is not None),
    )


def _exists(calendar: Calendar, day: date) -> bool:
    """False for a day that a zone left out when it crossed the date line."""
    return calendar.day_of(calendar.instant(day, time(12))) == day

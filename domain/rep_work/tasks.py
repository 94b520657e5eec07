"""How long a rep has for a task, to when it can be put off, what becomes of one nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.cadence import Window
from domain.calendar import DAY, Calendar, calendar_of
from domain.people.enrollee import Enrollee
from domain.people.prospects import observances_of, zone_of
from domain.timing import days_later

# A rep who has taken a task has so long, in host time, before another may.
TAKE_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class TaskTimes:
    """By when a task is due, when the cadence's owner is told of it, when it is given up."""

    due_at: datetime
    escalates_at: datetime | None
    until: datetime | None


def task_times(enrollee: Enrollee, step_id: str, channel: str, now: datetime) -> TaskTimes:
    """The times of a task that is opened now, by the cadence and the prospect's days."""
    cadence = enrollee.cadence
    step = cadence.by_id[step_id]
    window, calendar = cadence.window_of(step, channel), _calendar_for(enrollee)
    closes = calendar.instant(calendar.day_of(now), window.closes)
    return TaskTimes(
        due_at=closes if step.due is None else now + step.due,
        escalates_at=_days_on(calendar, window, now, step.overdue.escalate),
        until=_days_on(calendar, window, now, step.overdue.skip),
    )


def where_they_live(enrollee: Enrollee, local: datetime) -> datetime:
    """The instant of a wall-clock time (one without a zone) in the prospect's zone.

    Where a change of clocks leaves that time out, the first instant after the change.
    """
    return _calendar_for(enrollee).instant(local.date(), local.time())


def due_on_return(enrollee: Enrollee, step_id: str, channel: str, back: datetime) -> datetime:
    """By when a task is due whose rep is back then: by the end of the window, on an allowed day."""
    cadence, calendar = enrollee.cadence, _calendar_for(enrollee)
    closes = cadence.window_of(cadence.by_id[step_id], channel).closes
    today = calendar.instant(calendar.allowed_from(calendar.day_of(back)), closes)
    if today > back:
        return today
    return calendar.instant(calendar.allowed_from(calendar.day_of(back) + DAY), closes)


def _calendar_for(enrollee: Enrollee) -> Calendar:
    rules = enrollee.cadence.rules
    zone, _ = zone_of(enrollee.prospect, rules.timezone)
    observances, _ = observances_of(enrollee.prospect, rules.holidays)
    return calendar_of(enrollee.cadence, zone, observances)


def _days_on(
    calendar: Calendar, window: Window, now: datetime, count: int | None
) -> datetime | None:
    """The end of the window so many allowed days on; None where nothing is due then."""
    return None if count is None else days_later(calendar, now, count, window)

"""When a touch is due: windows, business days, zones, spacing and re-base.

Pure functions of their inputs. Wall times are the prospect's; instants are aware and in UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.cadence import WEEKDAYS, Cadence, Plan, Timed, Window
from domain.enrollment import Enrollment

LONGEST_SEARCH = timedelta(days=366)
SPREAD_OVER = 0.8


@dataclass(frozen=True)
class Starts:
    """When the first step was due (or left out) and when earlier steps started: for spacing."""

    origin: datetime | None = None
    started: Mapping[str, datetime] | None = None


@dataclass(frozen=True)
class Spread:
    """Where in its window a touch falls: people are spread evenly, by a stable hash.

    The last fifth of a window stays free, for touches that come a little late. A new plan comes
    in the first two fifths of what remains, so that no touch can miss its window for ever.
    """

    enrollment_id: str
    generation: int = 1

    def share_of(self, step_id: str) -> float:
        """A stable number in [0, 0.8) for this enrollment, step and generation."""
        digest = hashlib.blake2b(f"{self.enrollment_id}/{step_id}".encode(), digest_size=6).digest()
        return int.from_bytes(digest, "big") / 2**48 * SPREAD_OVER / min(self.generation, 2)


@dataclass(frozen=True)
class Slot:
    """When a touch is due, the last instant it may start, and why."""

    due_at: datetime
    not_after: datetime
    why: str


@dataclass(frozen=True)
class Calendar:
    """The days on which a prospect may be touched, and the instants of their wall times."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    counting: str = "business"
    holidays: frozenset[date] = frozenset()

    def day_of(self, instant: datetime) -> date:
        """The prospect's date at an instant."""
        return instant.astimezone(self.zone).date()

    def is_allowed(self, day: date) -> bool:
        """Whether the day is a working day and exists at all in this zone."""
        return day.weekday() in self.weekdays and day not in self.holidays and self._exists(day)

    def allowed_from(self, day: date) -> date:
        """The first allowed day, this one included."""
        for ahead in range(LONGEST_SEARCH.days):
            if self.is_allowed(candidate := day + timedelta(days=ahead)):
                return candidate
        raise ValueError(f"no allowed day within a year of {day}")

    def days_after(self, day: date, count: int) -> date:
        """The allowed day that lies `count` business (or calendar) days after `day`."""
        if self.counting == "calendar":
            return self.allowed_from(day + timedelta(days=count))
        for _ in range(count):
            day = self.allowed_from(day + timedelta(days=1))
        return self.allowed_from(day)

    def instant(self, day: date, wall: time) -> datetime:
        """The first instant at which clocks show `wall` on `day`.

        Where a change of clocks leaves that time out, the first instant after the change.
        """
        local = datetime.combine(day, wall, tzinfo=self.zone)
        found = local.astimezone(UTC)
        if found.astimezone(self.zone).replace(tzinfo=None) == local.replace(tzinfo=None):
            return found
        return self._after_gap(local.replace(fold=1).astimezone(UTC), found)

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

    def _exists(self, day: date) -> bool:
        """False for a day that a zone skipped when it crossed the date line."""
        return self.day_of(self.instant(day, time(12))) == day


def calendar_of(cadence: Cadence, zone: str) -> Calendar:
    """The working days of the cadence, in a prospect's zone."""
    weekdays = frozenset(WEEKDAYS.index(day) for day in cadence.rules.days)
    return Calendar(ZoneInfo(zone), weekdays, cadence.rules.counting)


def starts_of(plan: Plan, state: Enrollment) -> Starts:
    """What the next plan has to keep its distance from.

    A task counts from when it was opened, so that a late rep does not delay the next mail; a
    blocking one from when it was done.
    """
    blocking = {step.id for step in plan.steps if step.blocking}
    first = state.touches.get(plan.steps[0].id)
    return Starts(
        origin=(first.started_at or first.due_at or first.settled_at) if first else None,
        started={
            touch.step: (touch.settled_at if touch.step in blocking else None) or touch.started_at
            for touch in state.touches.values()
            if touch.started_at is not None
        },
    )


def plan_slot(
    cadence: Cadence, step: Timed, calendar: Calendar, starts: Starts, spread: Spread, now: datetime
) -> Slot:
    """The instant of a step: on its day, in its window, spaced from what has started.

    The same inputs give the same slot.
    """
    window = cadence.window_of(step)
    day, reason = _earliest_day(cadence, step, calendar, starts, now)
    earliest = max(now, _gap_end(cadence, step, starts))
    while True:
        opens = calendar.instant(day, window.opens)
        closes = calendar.instant(day, window.closes)
        due, point = _due_in(step, calendar, day, max(opens, earliest), closes, spread)
        if due is not None:
            return Slot(due, closes, f"{reason}; {_window_text(window, calendar)}{point}")
        day = calendar.allowed_from(day + timedelta(days=1))
        reason = f"{reason}; moved to {day:%a %d %b}, the first day with room in the window"


def days_later(calendar: Calendar, instant: datetime, count: int, window: Window) -> datetime:
    """The end of the window `count` allowed days after an instant."""
    return calendar.instant(calendar.days_after(calendar.day_of(instant), count), window.closes)


def _earliest_day(
    cadence: Cadence, step: Timed, calendar: Calendar, starts: Starts, now: datetime
) -> tuple[date, str]:
    """The first day that keeps the step's distance from day 1 and from every step that started."""
    today = calendar.allowed_from(calendar.day_of(now))
    origin = _first_day(cadence, calendar, starts.origin or now)
    days = [(calendar.days_after(origin, step.day - 1), f"day {step.day} from {origin:%a %d %b}")]
    for earlier_id, at in (starts.started or {}).items():
        earlier = cadence.by_id.get(earlier_id)
        if earlier is None or earlier.day > step.day or earlier_id == step.id:
            continue
        distance = step.day - earlier.day
        on = calendar.day_of(at)
        why = f"day {step.day}, {_days(distance)} after {earlier_id} ({on:%a %d %b})"
        days.append((calendar.days_after(on, distance), why))
    latest, reason = max(days, key=lambda candidate: candidate[0])
    if today > latest:
        return today, f"{reason} has passed, so {today:%a %d %b}"
    return latest, reason


def _first_day(cadence: Cadence, calendar: Calendar, now: datetime) -> date:
    """Day 1: the first allowed day on which the first step's window has not closed."""
    day = calendar.allowed_from(calendar.day_of(now))
    if calendar.instant(day, cadence.window_of(cadence.steps[0]).closes) <= now:
        return calendar.allowed_from(day + timedelta(days=1))
    return day


def _gap_end(cadence: Cadence, step: Timed, starts: Starts) -> datetime:
    """When the minimum gap to the earlier steps of the same day is over."""
    same_day = [
        at
        for earlier_id, at in (starts.started or {}).items()
        if (earlier := cadence.by_id.get(earlier_id))
        and earlier_id != step.id
        and earlier.day == step.day
    ]
    return max(same_day) + step.after if same_day else datetime.min.replace(tzinfo=UTC)


def _due_in(
    step: Timed,
    calendar: Calendar,
    day: date,
    earliest: datetime,
    closes: datetime,
    spread: Spread,
) -> tuple[datetime | None, str]:
    """The due instant within what remains of a day's window, if anything remains."""
    if earliest >= closes:
        return None, ""
    if step.at is not None:
        pinned = calendar.instant(day, step.at)
        return (pinned, f", at {step.at:%H:%M}") if pinned >= earliest else (None, "")
    if step.spread == "none":
        return earliest, ", as early as it can"
    share = spread.share_of(step.id)
    due = (earliest + (closes - earliest) * share).replace(microsecond=0)
    return max(due, earliest), f", spread to {share:.0%} of what remains"


def _days(count: int) -> str:
    return {0: "the same day", 1: "1 day"}.get(count, f"{count} days")


def _window_text(window: Window, calendar: Calendar) -> str:
    return f"{window} {calendar.zone.key}"

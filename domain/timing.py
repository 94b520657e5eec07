"""When a touch is due: windows, spacing, spread and re-base, on the days of a `Calendar`.

Pure functions of their inputs: the same inputs give the same slot. Instants are aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from domain.cadence import AnyStep, Cadence, Plan, Window
from domain.calendar import DAY, Calendar, Holiday
from domain.enrollment import Enrollment
from domain.jumping import days_of
from domain.shares import share_of

LONGEST_SEARCH = 366
SPREAD_OVER = 0.8
MOST_NAMED = 2
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Way:
    """A step, and the channel by which it reaches this prospect."""

    step: AnyStep
    channel: str


@dataclass(frozen=True)
class Starts:
    """When earlier steps started: what spacing counts from.

    `origin` is when the first step started, else when it was due; `left_out` is when it was left
    out without ever having been planned; `jumps` are the steps that jumps went ahead to.
    """

    origin: datetime | None = None
    started: Mapping[str, datetime] | None = None
    left_out: datetime | None = None
    jumps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spread:
    """Where in its window a touch falls: people are spread evenly, by a stable hash.

    The last fifth of a window stays free, for touches that come a little late. A new plan comes
    in the first two fifths of what remains, so that no touch can miss its window for ever. On
    `turn_on` the touch is not spread: it has waited for its mailbox, which spreads by itself.
    """

    enrollment_id: str
    generation: int = 1
    turn_on: date | None = None

    def share_of(self, step_id: str) -> float:
        """A stable number in [0, 0.8) for this enrollment, step and generation."""
        share = share_of(f"{self.enrollment_id}/{step_id}")
        return share * SPREAD_OVER / min(self.generation, 2)


@dataclass(frozen=True)
class Slot:
    """When a touch is due, the last instant it may start, and why.

    `was_put_off` where holidays had a part in it.
    """

    due_at: datetime
    not_after: datetime
    why: str
    was_put_off: bool = False


class _Bound(NamedTuple):
    """The first day that is `distance` days after `on`, the day of an earlier step or day 1."""

    day: date
    on: date
    distance: int
    earlier: str | None = None


class _Room(NamedTuple):
    """What remains of a day's window; nothing where it opens no sooner than it closes."""

    day: date
    opens: datetime
    closes: datetime


def starts_of(plan: Plan, state: Enrollment) -> Starts:
    """What the next plan has to keep its distance from.

    A task counts from when it was opened, so that a late rep does not delay the next mail; a
    blocking one from when it was done.
    """
    blocking = {step.id for step in plan.steps if step.blocking}
    first = state.touches.get(plan.steps[0].id)
    origin = (first.started_at or first.due_at) if first else None
    return Starts(
        origin=origin,
        started={
            touch.step: (touch.settled_at if touch.step in blocking else None) or touch.started_at
            for touch in state.touches.values()
            if touch.started_at is not None
        },
        left_out=first.settled_at if first and origin is None else None,
        jumps=state.jumps,
    )


def plan_slot(
    cadence: Cadence, way: Way, calendar: Calendar, starts: Starts, spread: Spread, now: datetime
) -> Slot:
    """The instant of a step: on its day, in its channel's window, spaced from what has started.

    Raises `ValueError` where a year of allowed days has no room for it.
    """
    window = cadence.window_of(way.step, way.channel)
    days = days_of(cadence, starts.jumps, starts.started or {})
    first = _day_one(cadence, way, calendar, starts, now)
    bounds = _bounds(way.step, first, calendar, starts, days)
    bound = max(bounds, key=lambda bound: bound.day)
    earliest = max(now, _gap_end(cadence, way.step, starts, days))
    today = calendar.day_of(now)
    day = calendar.allowed_from(max(bound.day, today))
    for _ in range(LONGEST_SEARCH):
        room = _room_on(calendar, day, window, earliest)
        due, point = _point_in(room, cadence, way.step, calendar, spread)
        due = calendar.within(window, due)
        if room.opens <= due < room.closes:
            why, holidays = _why(way.step, bound, calendar, today, day)
            words = f"{why}; {window} {calendar.zone.key}, {point}"
            return Slot(due, room.closes, words, bool(holidays))
        day = calendar.allowed_from(day + DAY)
    raise ValueError(f"{way.step.id} finds no room within a year of {bound.day}")


def days_later(calendar: Calendar, instant: datetime, count: int, window: Window) -> datetime:
    """The end of the window `count` allowed days after an instant."""
    return calendar.instant(calendar.days_after(calendar.day_of(instant), count), window.closes)


def _bounds(
    step: AnyStep, first: date, calendar: Calendar, starts: Starts, days: Mapping[str, int]
) -> Iterator[_Bound]:
    """The first days that keep the step's distance from day 1 and from every earlier step."""
    day = days[step.id]
    yield _Bound(calendar.days_after(first, day - 1), first, day - 1)
    for earlier, at in (starts.started or {}).items():
        if earlier not in days or days[earlier] > day:
            continue
        on, distance = calendar.day_of(at), day - days[earlier]
        yield _Bound(calendar.days_after(on, distance), on, distance, earlier)


def _day_one(cadence: Cadence, way: Way, calendar: Calendar, starts: Starts, now: datetime) -> date:
    """The day of the first step, else the first allowed day on which it could have come."""
    if starts.origin is not None:
        return calendar.allowed_from(calendar.day_of(starts.origin))
    instant = starts.left_out or now
    day = calendar.allowed_from(calendar.day_of(instant))
    first = cadence.steps[0]
    channel = way.channel if way.step.id == first.id else first.channel
    closes = calendar.instant(day, cadence.window_of(first, channel).closes)
    return day if instant < closes else calendar.allowed_from(day + DAY)


def _gap_end(cadence: Cadence, step: AnyStep, starts: Starts, days: Mapping[str, int]) -> datetime:
    """When the minimum gap to the other steps of the same day is over."""
    same_day = [
        at
        for other, at in (starts.started or {}).items()
        if other != step.id and days.get(other) == days[step.id]
    ]
    return max(same_day) + cadence.gap_of(step) if same_day else NEVER


def _room_on(calendar: Calendar, day: date, window: Window, earliest: datetime) -> _Room:
    opens, closes = calendar.instant(day, window.opens), calendar.instant(day, window.closes)
    return _Room(day, max(opens, earliest), closes)


def _point_in(
    room: _Room, cadence: Cadence, step: AnyStep, calendar: Calendar, spread: Spread
) -> tuple[datetime, str]:
    """Where in the room the touch would fall, and how this came; outside where it is too late."""
    if spread.turn_on == room.day:
        return room.opens, "at its turn"
    if step.at is not None:
        return calendar.instant(room.day, step.at), f"at {step.at:%H:%M}"
    if cadence.spread_of(step) == "none":
        return room.opens, "as early as it can"
    share = spread.share_of(step.id)
    due = (room.opens + (room.closes - room.opens) * share).replace(microsecond=0)
    return max(due, room.opens), f"spread to {share:.0%} of what remains"


def _why(
    step: AnyStep, bound: _Bound, calendar: Calendar, today: date, day: date
) -> tuple[str, tuple[Holiday, ...]]:
    """Why this day: what it is counted from, for what room it was moved, what holidays did."""
    why, first = _counted(step, bound), bound.day
    put_off_from = calendar.first_counted(bound.on, bound.distance)
    if bound.distance == 0:
        put_off_from = min(put_off_from, today)
    if bound.day < today:
        first, put_off_from = calendar.allowed_from(today), today
        why = f"{why} has passed, so {first:%a %d %b}"
    if day > first:
        why = f"{why}; moved to {day:%a %d %b}, the first day with room in the window"
    holidays = calendar.holidays_between(put_off_from, day)
    return why + _after(holidays), holidays


def _counted(step: AnyStep, bound: _Bound) -> str:
    if bound.earlier is None:
        nearer = "" if bound.distance == step.day - 1 else f", jumped to day {bound.distance + 1}"
        return f"day {step.day}{nearer} from {bound.on:%a %d %b}"
    distance = {0: "the same day", 1: "1 day"}.get(bound.distance, f"{bound.distance} days")
    return f"day {step.day}, {distance} after {bound.earlier} ({bound.on:%a %d %b})"


def _after(holidays: tuple[Holiday, ...]) -> str:
    """The holidays that put a touch off, shortly."""
    named = [f"{name} ({day:%a %d %b})" for day, name in holidays]
    if len(named) > MOST_NAMED:
        return f", after {len(named)} holidays, the last {named[-1]}"
    return f", after {' and '.join(named)}" if named else ""

"""One row a touch and one a person, from the state and the tally: what every report adds up.

An outcome belongs to the touch that the person says to answer, else to the last one delivered
before it; where none was, it is the person's alone. `lag_days` are the whole days from a touch to
the first of its outcomes: a report leaves all of them out where that was too long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.analytics.events import Event, events_of
from domain.analytics.exposures import Exposure, exposures_of
from domain.analytics.marks import (
    FAILURES,
    NOTHING,
    REPLIED,
    UNDELIVERED,
    Fate,
    Mark,
)
from domain.analytics.stays import Stay, stays_of
from domain.analytics.tally import Played, Tally
from domain.enrollment import Enrollment
from domain.people.prospects import address_key
from domain.touch import Touch, Touched

_DAY = timedelta(days=1)
_FATES = {
    Touched.PLANNED: Fate.WAITING,
    Touched.HELD: Fate.WAITING,
    Touched.OPEN: Fate.OPEN,
    Touched.IN_DOUBT: Fate.IN_DOUBT,
    Touched.SKIPPED: Fate.SKIPPED,
    Touched.PERFORMED: Fate.DELIVERED,
}
# The skip of a task that nobody did in time.
OVERDUE = "overdue"


@dataclass(frozen=True)
class TouchOutcome:
    """A touch as it is counted; `day`, `weekday` (Monday is 0) and `hour` by its prospect's clock.

    They are of the moment that it began, or is due; `week` is the Monday, in UTC, of the week in
    which its person came.
    """

    step: str
    cadence: str
    version: str
    channel: str | None
    variant: str | None
    rep: str | None
    mailbox: str | None
    country: str | None
    week: date
    day: date
    weekday: int
    hour: int
    fate: Fate
    marks: Mark
    lag_days: int | None


@dataclass(frozen=True)
class PersonOutcome:
    """An enrollment as it is counted; `day` and `week` are those, in UTC, on which it began.

    `touches_to_reply` counts those delivered up to the first reply, `days_to_reply` the whole days
    from the first of them.
    """

    cadence: str
    version: str
    variants: str
    country: str | None
    week: date
    day: date
    marks: Mark
    touches_to_reply: int | None
    days_to_reply: int | None


@dataclass(frozen=True)
class Outcomes:
    """The rows of one enrollment: of exposures by experiment, of stays by the day they began."""

    person: PersonOutcome | None = None
    touches: Mapping[str, TouchOutcome] = field(default_factory=dict)
    exposures: Mapping[str, Exposure] = field(default_factory=dict)
    stays: Mapping[date, Stay] = field(default_factory=dict)


def outcomes_of(state: Enrollment, tally: Tally) -> Outcomes:
    """The rows that these facts give; none before the first of them."""
    if (enrolled_at := tally.enrolled_at) is None:
        return Outcomes()
    fates = {step: _fate(touch, state, tally) for step, touch in state.touches.items()}
    moments = {step: _moment(touch, enrolled_at) for step, touch in state.touches.items()}
    delivered = sorted((moments[s], s) for s, fate in fates.items() if fate is Fate.DELIVERED)
    earned: dict[str, list[Event]] = {}
    events = events_of(state, tally)
    for event in events:
        if step := _step_of(event, delivered):
            earned.setdefault(step, []).append(event)
    touches = {
        step: _touch_row(touch, tally, fates[step], moments[step], earned.get(step, []))
        for step, touch in state.touches.items()
    }
    return Outcomes(
        _person_row(tally, events, delivered),
        touches,
        exposures_of(state, tally, events, enrolled_at),
        stays_of(state, tally, events, enrolled_at),
    )


def _fate(touch: Touch, state: Enrollment, tally: Tally) -> Fate:
    if touch.step in tally.bounced:
        return Fate.BOUNCED
    fate = _FATES[touch.status]
    if fate is Fate.WAITING and state.is_ended:
        return Fate.CALLED_OFF
    if fate is Fate.SKIPPED and touch.reason in FAILURES:
        return Fate.FAILED
    if fate is Fate.DELIVERED:
        return UNDELIVERED.get(touch.reason or "", fate)
    return fate


def _moment(touch: Touch, enrolled_at: datetime) -> datetime:
    """When it began, else when it is due; a touch that was never planned has but its end."""
    if touch.status is Touched.PERFORMED and touch.settled_at:
        return touch.settled_at
    return touch.started_at or touch.due_at or touch.settled_at or enrolled_at


def _step_of(event: Event, delivered: list[tuple[datetime, str]]) -> str | None:
    if not event.mark:
        return None
    if any(step == event.step for _, step in delivered):
        return event.step
    return next((step for moment, step in reversed(delivered) if moment <= event.at), None)


def _marks(events: Sequence[Event]) -> Mark:
    """All that was earned; of replies the first decides, so that one touch has one."""
    marks = NOTHING
    for event in events:
        marks |= event.mark & ~REPLIED if marks & REPLIED else event.mark
    return marks


def _touch_row(
    touch: Touch, tally: Tally, fate: Fate, moment: datetime, events: Sequence[Event]
) -> TouchOutcome:
    played = tally.touches.get(touch.step, Played())
    here = moment.astimezone(_zone(played.timezone or "UTC"))
    return TouchOutcome(
        step=touch.step,
        cadence=tally.cadence,
        version=tally.version,
        channel=touch.channel,
        variant=played.variant,
        rep=_rep(played.rep or tally.owner),
        mailbox=played.mailbox,
        country=tally.country,
        week=_week(tally),
        day=here.date(),
        weekday=here.weekday(),
        hour=here.hour,
        fate=fate,
        marks=_marks(events) | Mark(played.clicks) | _lateness(touch),
        lag_days=_lag(moment, events),
    )


def _rep(name: str | None) -> str | None:
    """One person is one line, however their name is written."""
    return None if name is None else address_key(name)


def _lag(moment: datetime, events: Sequence[Event]) -> int | None:
    """That somebody is away comes of no touch."""
    first = next((event.at for event in events if event.mark & ~Mark.AWAY), None)
    return None if first is None else _days(first - moment)


def _lateness(touch: Touch) -> Mark:
    """Whether a rep's task was done after it was due, or given up for that."""
    if touch.status is Touched.SKIPPED:
        return Mark.LATE if touch.reason == OVERDUE else NOTHING
    is_late = touch.task_due_at and touch.settled_at and touch.settled_at > touch.task_due_at
    return Mark.LATE if is_late else NOTHING


def _person_row(
    tally: Tally, events: Sequence[Event], delivered: list[tuple[datetime, str]]
) -> PersonOutcome:
    replied_at = next((event.at for event in events if event.mark & REPLIED), None)
    before = [moment for moment, _ in delivered if replied_at and moment <= replied_at]
    marks = _marks(events) | (Mark.TOUCHED if delivered else NOTHING)
    return PersonOutcome(
        cadence=tally.cadence,
        version=tally.version,
        variants=tally.variants,
        country=tally.country,
        week=_week(tally),
        day=_day(tally),
        marks=marks | (Mark.BOUNCED if tally.bounced else NOTHING),
        touches_to_reply=len(before) or None,
        days_to_reply=_days(replied_at - before[0]) if replied_at and before else None,
    )


def _week(tally: Tally) -> date:
    return (day := _day(tally)) - timedelta(days=day.weekday())


def _day(tally: Tally) -> date:
    """The one, in UTC, on which the enrollment began."""
    if tally.enrolled_at is None:
        raise ValueError("nobody is enrolled yet")
    return tally.enrolled_at.astimezone(UTC).date()


def _days(span: timedelta) -> int:
    return max(span // _DAY, 0)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)

"""What holds of every plan, whatever the cadence, the zone, the moment and how late things come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.cadence import WEEKDAYS, Cadence, Window
from domain.calendar import calendar_of
from domain.observances import Observances, observances_in
from domain.timing import Slot, Spread, Starts, Way, plan_slot
from tests.domain.wall_clock import timed

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
)
# Nights in which clocks change somewhere of these, and the day that Samoa left out.
NIGHTS = (
    datetime(2026, 3, 8, 0, tzinfo=UTC),
    datetime(2026, 3, 28, 20, tzinfo=UTC),
    datetime(2026, 4, 4, 10, tzinfo=UTC),
    datetime(2026, 10, 3, 10, tzinfo=UTC),
    datetime(2026, 10, 24, 20, tzinfo=UTC),
    datetime(2026, 11, 1, 0, tzinfo=UTC),
    datetime(2011, 12, 29, 20, tzinfo=UTC),
)
CHANNELS = ("email", "call", "linkedin", "sms")
ONE_DAY = timedelta(days=1)

moments = st.one_of(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.builds(
        lambda night, minutes: night + timedelta(minutes=minutes),
        st.sampled_from(NIGHTS),
        st.integers(0, 24 * 60),
    ),
)
# Many windows lie in the night, when clocks change; the shortest is a quarter of an hour.
quarters = st.integers(0, 95)
windows = st.tuples(quarters, quarters).filter(lambda pair: pair[0] < pair[1])
days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True)


def clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def text_of(window: tuple[int, int]) -> str:
    return f"{clock(window[0])}-{clock(window[1])}"


@st.composite
def steps(draw: st.DrawFn, day: int) -> dict[str, Any]:
    """One step's keys: its channel, and some of what says when."""
    window = draw(st.none() | windows)
    keys: dict[str, Any] = {"channel": draw(st.sampled_from(CHANNELS)), "day": day}
    if window:
        keys["window"] = text_of(window)
    if window and draw(st.booleans()):
        keys["at"] = clock(draw(st.integers(window[0], window[1] - 1)))
    for key, values in {"after": ["0m", "15m", "2h", "5h"], "spread": ["hash", "none"]}.items():
        if draw(st.booleans()):
            keys[key] = draw(st.sampled_from(values))
    return keys


@st.composite
def cadences(draw: st.DrawFn) -> Cadence:
    """A cadence of up to six steps; one that could never be kept is refused, and not drawn."""
    step_days = [1]
    for distance in draw(st.lists(st.integers(0, 4), max_size=5)):
        step_days.append(step_days[-1] + distance)
    keys = {f"s{number}": draw(steps(day)) for number, day in enumerate(step_days)}
    by_channel = draw(st.dictionaries(st.sampled_from(CHANNELS), windows.map(text_of)))
    rules = {
        "window": text_of(draw(windows)),
        "windows": by_channel,
        "days": draw(days),
        "counting": draw(st.sampled_from(["business", "calendar"])),
        "spread": draw(st.sampled_from(["hash", "none"])),
    }
    try:
        return timed(keys, **rules)
    except ValidationError:
        assume(False)
        raise


@dataclass(frozen=True)
class Place:
    """Where a prospect lives."""

    zone: str
    holidays: Observances

    def local(self, instant: datetime) -> datetime:
        """What the clocks there show."""
        return instant.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def is_allowed(self, cadence: Cadence, day: date) -> bool:
        """By the rules alone: a day of the week that is worked, and no holiday."""
        is_worked = WEEKDAYS[day.weekday()] in cadence.rules.days
        return is_worked and self.holidays.name_on(day) is None


places = st.builds(
    Place, st.sampled_from(ZONES), st.sampled_from(["", "US", "DE-BY", "NZ"]).map(observances_in)
)


def planned(
    cadence: Cadence, number: int, place: Place, started: Mapping[str, datetime], now: datetime
) -> Slot:
    step = cadence.steps[number]
    starts = Starts(started.get("s0"), dict(started))
    calendar = calendar_of(cadence, place.zone, place.holidays)
    return plan_slot(cadence, Way(step, step.channel), calendar, starts, Spread("e-1"), now)


def days_between(place: Place, cadence: Cadence, before: date, day: date) -> int:
    """How far a day lies behind another, counted one by one."""
    if cadence.rules.counting == "calendar":
        return (day - before).days
    later = [before + timedelta(days=n) for n in range(1, (day - before).days + 1)]
    return sum(place.is_allowed(cadence, one) and is_lived(place, one) for one in later)


def is_lived(place: Place, day: date) -> bool:
    """False for the day that Samoa left out."""
    noon = datetime.combine(day, time(12), tzinfo=ZoneInfo(place.zone)).astimezone(UTC)
    return place.local(noon).date() == day


def window_at(cadence: Cadence, number: int) -> Window:
    step = cadence.steps[number]
    return cadence.window_of(step, step.channel)


quick = settings(max_examples=200, deadline=timedelta(seconds=2))
late = st.lists(st.integers(0, 100 * 60), min_size=6, max_size=6)


@quick
@given(cadences(), places, moments, late)
def test_a_touch_comes_in_its_window_and_never_too_close(
    cadence: Cadence, place: Place, start: datetime, delays: list[int]
) -> None:
    """However late each touch is done: an allowed day, an open window, and every distance kept."""
    now, started = start, dict[str, datetime]()
    for number, (step, delay) in enumerate(zip(cadence.steps, delays, strict=False)):
        slot = planned(cadence, number, place, started, now)

        local, window = place.local(slot.due_at), window_at(cadence, number)
        assert now <= slot.due_at < slot.not_after
        assert place.is_allowed(cadence, local.date())
        assert window.opens <= local.time() < window.closes
        for earlier in cadence.steps[:number]:
            before = place.local(started[earlier.id]).date()
            distance = days_between(place, cadence, before, local.date())
            assert distance >= step.day - earlier.day
            if step.day == earlier.day:
                assert slot.due_at >= started[earlier.id] + cadence.gap_of(step)
        now = slot.due_at + timedelta(minutes=delay)
        started[step.id] = now


@quick
@given(cadences(), places, moments)
def test_a_plan_ends_when_its_window_does(cadence: Cadence, place: Place, now: datetime) -> None:
    """`not_after` is the first instant of that day at which clocks show closing time or more."""
    slot = planned(cadence, 0, place, {}, now)

    closes = datetime.combine(place.local(slot.due_at).date(), window_at(cadence, 0).closes)
    assert place.local(slot.not_after) >= closes
    assert place.local(slot.not_after - timedelta(seconds=1)) < closes


@quick
@given(cadences(), places, moments)
def test_no_earlier_day_would_have_done(cadence: Cadence, place: Place, now: datetime) -> None:
    """Between now and day 1 every allowed day has closed, has lost its window, or its minute."""
    slot = planned(cadence, 0, place, {}, now)

    day, due_day = place.local(now).date(), place.local(slot.due_at).date()
    calendar = calendar_of(cadence, place.zone, place.holidays)
    step, window = cadence.steps[0], window_at(cadence, 0)
    while day < due_day:
        if place.is_allowed(cadence, day) and is_lived(place, day):
            opens = calendar.instant(day, step.at or window.opens)
            closes = calendar.instant(day, window.closes)
            assert opens >= closes or (opens < now if step.at else closes <= now)
        day += ONE_DAY


@quick
@given(cadences(), places, moments, st.integers(1, 9))
def test_the_same_inputs_give_the_same_slot(
    cadence: Cadence, place: Place, now: datetime, generation: int
) -> None:
    """Also for a cadence that was read anew, as after a restart."""
    again = Cadence.model_validate_json(cadence.model_dump_json(exclude_defaults=True))

    slots = [
        plan_slot(
            read,
            Way(read.steps[0], read.steps[0].channel),
            calendar_of(read, place.zone, place.holidays),
            Starts(),
            Spread("e-1", generation),
            now,
        )
        for read in (cadence, again)
    ]

    assert slots[0] == slots[1]


@quick
@given(cadences(), places, moments, st.integers(0, 14 * 24 * 60))
def test_waiting_brings_nothing_forward(
    cadence: Cadence, place: Place, now: datetime, minutes: int
) -> None:
    """Planned again later, a touch never comes earlier than the first plan, day by day."""
    first = planned(cadence, 0, place, {}, now)

    second = planned(cadence, 0, place, {}, now + timedelta(minutes=minutes))

    assert place.local(second.due_at).date() >= place.local(first.due_at).date()

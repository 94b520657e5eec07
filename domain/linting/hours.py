"""When touches come: windows, zones, hours, days of the week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time, timedelta

from domain.cadence.consistency import Loc, since_midnight
from domain.linting.reading import Reading
from domain.linting.rule import Remark, warning
from domain.linting.sources import TCPA, from_, how, mistake
from domain.linting.wording import HEARD, Wording

_MISTAKE = mistake(
    "Ignoring time zones and working hours—6 AM emails and dinner-time calls don't convert"
)
WRITING_HOURS = (time(7), time(20))
SMS_HOURS = (time(8), time(20))
CALLING_HOURS = (time(8), time(18))
SOCIAL_HOURS: Mapping[str, tuple[time, time]] = {
    "email": WRITING_HOURS,
    "linkedin": WRITING_HOURS,
    "video": WRITING_HOURS,
    "sms": SMS_HOURS,
    "call": CALLING_HOURS,
    "voicemail": CALLING_HOURS,
}
NARROW = timedelta(hours=3)
ENOUGH_TO_COMPARE = 3


@warning(remedy="set rules.window, or a window for each channel", source=_MISTAKE)
def no_window(reading: Reading) -> Iterator[Remark]:
    """Every touch has a window that somebody chose: of its step, its channel or the cadence."""
    left = [one for one in reading.contacts if not _has_window(reading, one)]
    if left:
        window = reading.cadence.rules.window
        have = "1 touch has" if len(left) == 1 else f"{len(left)} touches have"
        wrong = f"{have} no window but the default {window}, {left[0].step.id!r} first of all"
        yield Remark(("rules",), wrong)


def _has_window(reading: Reading, one: Wording) -> bool:
    is_own = one.step.window is not None or one.step.at is not None
    is_of_channel = one.channel in reading.cadence.rules.windows
    return is_own or is_of_channel or reading.is_set("rules", "window")


@warning(remedy="set rules.timezone to where most prospects are", source=_MISTAKE)
def no_zone(reading: Reading) -> Iterator[Remark]:
    """The cadence says in which time zone prospects are whose own is not known."""
    if not reading.is_set("rules", "timezone"):
        wrong = "prospects without a known time zone would be reached by the hours of UTC"
        yield Remark(("rules",), wrong)


@warning(
    remedy="keep mail between 07:00 and 20:00, calls between 08:00 and 18:00",
    source=f"{_MISTAKE}; {from_(TCPA, 'no calls before 8 or after 21 at the called party')}",
)
def unsocial_hours(reading: Reading) -> Iterator[Remark]:
    """Nobody is written to before 7 or after 20, called before 8 or after 18."""
    seen: set[Loc] = set()
    for one in reading.wordings:
        if one.channel not in HEARD:
            continue
        loc, opens, closes = _hours_of(reading, one)
        earliest, latest = SOCIAL_HOURS[one.channel]
        if loc not in seen and (opens < earliest or closes > latest):
            seen.add(loc)
            when = f"{opens:%H:%M}" if opens == closes else f"{opens:%H:%M}-{closes:%H:%M}"
            yield Remark(loc, f"{_named(one)} at {when}, outside {earliest:%H:%M}-{latest:%H:%M}")


def _named(one: Wording) -> str:
    return f"{one.step.id!r} may come by {one.channel}"


def _hours_of(reading: Reading, one: Wording) -> tuple[Loc, time, time]:
    """The place that decides, and the hours within which the touch may begin."""
    step, rules = one.step, reading.cadence.rules
    window = reading.cadence.window_of(step, one.channel)
    at: Loc = ("steps", one.number)
    if step.at is not None:
        return (*at, "at"), step.at, step.at
    if step.window is not None:
        return (*at, "window"), window.opens, window.closes
    loc = ("windows", one.channel) if one.channel in rules.windows else ("window",)
    return ("rules", *loc), window.opens, window.closes


@warning(remedy="take sat and sun out of rules.days", source=_MISTAKE)
def weekend_touches(reading: Reading) -> Iterator[Remark]:
    """Nobody gets a first approach at the weekend."""
    weekend = [day for day in reading.cadence.rules.days if day in ("sat", "sun")]
    if weekend and reading.is_outbound:
        yield Remark(("rules", "days"), f"touches may come on {' and '.join(weekend)}")


@warning(
    remedy="give some steps another window, such as mail in the morning and calls after lunch",
    source=how("Vary timing to catch prospects at different moments"),
)
def same_hour(reading: Reading) -> Iterator[Remark]:
    """The touches do not all come within the same three hours of the day."""
    hours = [_likely_hours(reading, one) for one in reading.touches]
    if len(hours) < ENOUGH_TO_COMPARE or reading.is_unhurried:
        return
    opens, closes = min(start for start, _ in hours), max(end for _, end in hours)
    if since_midnight(closes) - since_midnight(opens) <= NARROW:
        at = f"at {opens:%H:%M}" if opens == closes else f"between {opens:%H:%M} and {closes:%H:%M}"
        yield Remark(("steps",), f"every touch comes {at}")


def _likely_hours(reading: Reading, one: Wording) -> tuple[time, time]:
    _, opens, closes = _hours_of(reading, one)
    is_at_once = reading.cadence.spread_of(one.step) == "none"
    return (opens, opens) if is_at_once else (opens, closes)


RULES = (no_window, no_zone, unsocial_hours, weekend_touches, same_hour)

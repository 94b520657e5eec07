"""Filters for dates. They read ISO dates only, speak English, and know no clock.

None where the value is no date: then it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from liquid.exceptions import FilterArgumentError

CLOCK = ("now", "today")
MOST_DAYS = 36_500

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# Not strftime: its words are those of the host's locale, and its widths have no end.
DIRECTIVES: dict[str, Callable[[datetime], str]] = {
    "%Y": lambda day: f"{day.year:04}",
    "%y": lambda day: f"{day.year % 100:02}",
    "%m": lambda day: f"{day.month:02}",
    "%-m": lambda day: f"{day.month}",
    "%d": lambda day: f"{day.day:02}",
    "%-d": lambda day: f"{day.day}",
    "%e": lambda day: f"{day.day:2}",
    "%B": lambda day: MONTHS[day.month - 1],
    "%b": lambda day: MONTHS[day.month - 1][:3],
    "%A": lambda day: WEEKDAYS[day.weekday()],
    "%a": lambda day: WEEKDAYS[day.weekday()][:3],
    "%H": lambda day: f"{day.hour:02}",
    "%-H": lambda day: f"{day.hour}",
    "%I": lambda day: f"{(day.hour - 1) % 12 + 1:02}",
    "%-I": lambda day: f"{(day.hour - 1) % 12 + 1}",
    "%M": lambda day: f"{day.minute:02}",
    "%p": lambda day: "AM" if day.hour < 12 else "PM",  # noqa: PLR2004 -- noon
    "%F": lambda day: f"{day:%Y-%m-%d}",
    "%%": lambda day: "%",
}
_DIRECTIVE = re.compile(r"%-?.?", re.DOTALL)


def date_(value: object, words: object) -> str | None:
    """An ISO date or moment in these words: {{ renewal | date: "%-d %B %Y" }}."""
    moment = _moment(value)
    return _DIRECTIVE.sub(lambda found: _said(found[0], moment), str(words)) if moment else None


def weekday(value: object) -> str | None:
    """The English day of the week of an ISO date."""
    moment = _moment(value)
    return WEEKDAYS[moment.weekday()] if moment else None


def plus_days(value: object, days: object) -> str | None:
    """The ISO date so many days later, or earlier with a minus."""
    number = re.fullmatch(r"\s*([+-]?\d{1,6})\s*", str(days), re.ASCII)
    if not number or abs(int(number[1])) > MOST_DAYS:
        raise FilterArgumentError(f"takes a number of days up to {MOST_DAYS}", token=None)
    moment = _moment(value)
    try:
        return f"{moment.date() + timedelta(days=int(number[1]))}" if moment else None
    except OverflowError:
        return None


def _said(directive: str, moment: datetime) -> str:
    if directive not in DIRECTIVES:
        known = " ".join(DIRECTIVES)
        raise FilterArgumentError(f"does not know {directive}; there are {known}", token=None)
    return DIRECTIVES[directive](moment)


def _moment(value: object) -> datetime | None:
    """What an ISO 8601 text says; a clock is never asked."""
    text = str(value).strip()
    if text.lower() in CLOCK:
        raise FilterArgumentError("reads no clock; give it a date such as 2030-01-31", token=None)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None

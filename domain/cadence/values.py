"""The values a cadence file is made of: names, zones, spans, times of day and windows.

Every scalar of the YAML is read as text and typed here: `at: 10:30` and `on:` mean what they say.
"""

from __future__ import annotations

import re
from datetime import time, timedelta
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

ZONES = available_timezones()
# Hours and minutes; the seconds that JSON writes are none.
TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:00)?", re.ASCII)
SPAN = re.compile(r"(\d{1,4})([mhdw])", re.ASCII)
LONGEST_SPAN = timedelta(days=366)
LONGEST_SHOWN = 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def shortened(value: object) -> str:
    """The value in quotes as it stands in the file, cut where it is long."""
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 4]}…{text[-1]}"


def span_of(text: str) -> timedelta:
    """'90m', '2h', '5d' or '2w' as a duration. Raises `ValueError` with what would be right."""
    found = SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"{shortened(text)} is not a span such as 45m, 2h, 5d or 2w")
    span = int(found[1]) * _UNITS[found[2]]
    if span > LONGEST_SPAN:
        raise ValueError(f"{text!r} is longer than a year; 366d is the longest")
    return span


def span_text(span: timedelta) -> str:
    """The span as a file says it, in the largest unit that divides it."""
    for unit in ("w", "d", "h"):
        if span and span % _UNITS[unit] == timedelta(0):
            return f"{span // _UNITS[unit]}{unit}"
    return f"{span // _UNITS['m']}m"


def inconsistent(words: str, *loc: str | int) -> PydanticCustomError:
    """What a validator raises where parts do not fit; the place is within what it validates."""
    return PydanticCustomError("inconsistent", "{words}", {"words": words, "loc": loc})


def _zone(name: str) -> str:
    if name not in ZONES:
        near = get_close_matches(name, ZONES, n=1, cutoff=0.8)
        instead = f"; did you mean {near[0]!r}?" if near else " such as Europe/Berlin"
        raise ValueError(f"{shortened(name)} is not an IANA time zone{instead}")
    return name


def _span(text: object) -> object:
    return span_of(text) if isinstance(text, str) else text


def _clock_time(text: object) -> object:
    if not isinstance(text, str):
        return text
    # Not all of ISO 8601: a time with an offset could be compared with no other.
    if not TIME_OF_DAY.fullmatch(text):
        raise ValueError(f"{shortened(text)} is not a time of day such as 09:30")
    return time.fromisoformat(text)


def _window(text: object) -> object:
    """'09:00-11:30' as opening and closing time of one day."""
    if isinstance(text, Window | dict):
        return text
    opens, dash, closes = text.partition("-") if isinstance(text, str) else ("", "", "")
    if not dash:
        raise ValueError(f"{shortened(text)} is not a window such as 09:00-11:30")
    return {"opens": opens.strip(), "closes": closes.strip()}


def _text_schema(pattern: str, *examples: str) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": "string", "pattern": pattern, "examples": list(examples)}
    return WithJsonSchema(schema)


SLUG = r"^[a-z0-9][a-z0-9-]{0,62}$"
VARIABLE = r"^[a-z][a-z0-9_]{0,62}$"
WEB_PAGE = r"^https?://\S+$"

ZoneName = Annotated[str, AfterValidator(_zone), Field(examples=["Europe/Berlin"])]
Span = Annotated[
    timedelta,
    BeforeValidator(_span),
    PlainSerializer(span_text, when_used="json"),
    _text_schema(r"^\d{1,4}[mhdw]$", "45m", "2h", "5d", "2w"),
]
TimeOfDay = Annotated[
    time, BeforeValidator(_clock_time), _text_schema(f"^{TIME_OF_DAY.pattern}$", "09:30")
]
Slug = Annotated[str, Field(pattern=SLUG)]
VariableName = Annotated[str, Field(pattern=VARIABLE)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Channel = Literal["email", "call", "voicemail", "linkedin", "video", "sms", "task", "research"]


class Part(BaseModel):
    """A part of the cadence file: frozen, and refusing keys it does not know.

    What each key means to people stands in `meanings`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


class Window(Part):
    """From when to when, in the prospect's zone, a touch may start; never over midnight."""

    opens: TimeOfDay
    closes: TimeOfDay

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError(
                f"the window {self.opens:%H:%M}-{self.closes:%H:%M} does not open before it "
                "closes; a window lies within one day"
            )
        return self

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


DayWindow = Annotated[
    Window,
    BeforeValidator(_window),
    _text_schema(f"^{TIME_OF_DAY.pattern} *- *{TIME_OF_DAY.pattern}$", "09:00-11:30"),
]

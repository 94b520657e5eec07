"""The rules around the steps: when anything may happen, who may come in, how it ends."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from domain.cadence.steps import Condition
from domain.cadence.values import (
    Channel,
    DayWindow,
    Part,
    Slug,
    Span,
    Weekday,
    Window,
    ZoneName,
    shortened,
    span_of,
    span_text,
)
from domain.observances import is_known

NOTHING = timedelta(0)


def _holidays(rule: str) -> str:
    if rule not in ("prospect", "none") and not is_known(rule):
        raise ValueError(
            f"{shortened(rule)} has no holiday calendar; use prospect, none, "
            "a country such as US or a region such as DE-BY"
        )
    return rule


class Rules(Part):
    """When anything may happen at all, where a step does not say otherwise."""

    timezone: ZoneName = "UTC"
    window: DayWindow = Window(opens=time(9), closes=time(17))
    windows: dict[Channel, DayWindow] = Field(default={})
    counting: Literal["business", "calendar"] = "business"
    days: tuple[Weekday, ...] = Field(default=("mon", "tue", "wed", "thu", "fri"), min_length=1)
    holidays: Annotated[str, AfterValidator(_holidays)] = "prospect"
    gap: Span = timedelta(hours=1)
    spread: Literal["hash", "none"] = "hash"


class Refuse(Part):
    """Who is never contacted by this cadence, and why."""

    when: Condition
    because: str = Field(min_length=1, max_length=200)


def _again(given: object) -> object:
    if not isinstance(given, str) or given in ("never", "always"):
        return given
    try:
        return span_text(span_of(given))
    except ValueError as error:
        words = f"{shortened(given)} is no policy; use never, always or a span such as 90d"
        raise ValueError(words) from error


Again = Annotated[
    str,
    BeforeValidator(_again),
    WithJsonSchema(
        {
            "title": "Again",
            "anyOf": [
                {"enum": ["never", "always"]},
                {"type": "string", "pattern": r"^\d{1,4}[mhdw]$"},
            ],
        }
    ),
]


class Enrolling(Part):
    """Who may come in."""

    again: Again = "never"
    rest: Span = NOTHING
    same_account: Literal["allow", "one"] = "allow"
    per_day: int | None = Field(default=None, ge=1, le=1_000_000)
    refuse: tuple[Refuse, ...] = Field(default=(), max_length=20)


class Exit(Part):
    """How it ends when nobody has answered, and what comes then."""

    after: Span = NOTHING
    outcome: str = Field(default="completed", pattern=r"^[a-z][a-z0-9_]{0,62}$")
    then: Slug | None = None
    rest: Span = NOTHING


class Compliance(Part):
    """What outreach mail has to carry (CAN-SPAM, 16 CFR part 316)."""

    postal_address: str = Field(min_length=5, max_length=300)
    opt_out: str = Field(min_length=5, max_length=300)


class Silence(Part):
    """A lint finding that is meant, and why."""

    rule: Slug
    because: str = Field(min_length=1, max_length=300)

"""The cadence file: a strict, frozen model of what a sales leader writes.

Every scalar of the YAML is read as text and typed by the model, so `at: 10:30` and `on:` mean
what they say.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

ZONES = available_timezones()
TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _zone(name: str) -> str:
    if name not in ZONES:
        raise ValueError(f"{name!r} is not an IANA time zone such as Europe/Berlin")
    return name


def _gap(text: object) -> object:
    """'90m' or '2h' as a duration."""
    if not isinstance(text, str):
        return text
    number, unit = text[:-1], text[-1:]
    if not number.isdigit() or unit not in ("m", "h"):
        raise ValueError(f"{text!r} is not a gap such as 45m or 2h")
    return timedelta(minutes=int(number)) if unit == "m" else timedelta(hours=int(number))


def _clock_time(text: object) -> object:
    if not isinstance(text, str):
        return text
    # Not all of ISO 8601: a time with an offset could be compared with no other.
    if not TIME_OF_DAY.fullmatch(text):
        raise ValueError(f"{text!r} is not a time of day such as 09:30")
    return time.fromisoformat(text)


def _window(text: object) -> object:
    """'09:00-11:30' as opening and closing time of one day."""
    if not isinstance(text, str):
        return text
    opens, dash, closes = text.partition("-")
    if not dash:
        raise ValueError(f"{text!r} is not a window such as 09:00-11:30")
    return {"opens": opens.strip(), "closes": closes.strip()}


def _gap_text(gap: timedelta) -> str:
    """The duration as the file says it, in minutes."""
    return f"{int(gap.total_seconds() // 60)}m"


ZoneName = Annotated[str, AfterValidator(_zone)]
Gap = Annotated[timedelta, BeforeValidator(_gap), PlainSerializer(_gap_text, when_used="json")]
TimeOfDay = Annotated[time, BeforeValidator(_clock_time)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class Part(BaseModel):
    """A part of the cadence file: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Window(Part):
    """From when to when, in the prospect's zone, a touch may start; never over midnight."""

    opens: TimeOfDay
    closes: TimeOfDay

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError(
                f"the window {self.opens:%H:%M}-{self.closes:%H:%M} closes before it opens; "
                "a window lies within one day"
            )
        return self

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


DayWindow = Annotated[Window, BeforeValidator(_window)]


class Email(Part):
    """A mail: Liquid templates for subject and text, optionally HTML."""

    channel: Literal["email"]
    subject: str = Field(min_length=1, max_length=500)
    text: str = Field(min_length=1, max_length=20_000)
    html: str | None = Field(default=None, max_length=100_000)


class Call(Part):
    """A call that a rep makes: script, and what to say to the voicemail."""

    channel: Literal["call"]
    script: str = Field(min_length=1, max_length=20_000)
    voicemail: str | None = Field(default=None, max_length=5_000)


class LinkedIn(Part):
    """A LinkedIn touch that a rep does by hand."""

    channel: Literal["linkedin"]
    kind: Literal["connect", "message", "inmail"] = "message"
    subject: str | None = Field(default=None, max_length=200)
    message: str = Field(min_length=1, max_length=1_900)


Content = Annotated[Email | Call | LinkedIn, Field(discriminator="channel")]


class Timed(Part):
    """What every step says about when it is due, whatever its channel."""

    id: Slug
    day: int = Field(ge=1, le=365)
    window: DayWindow | None = None
    at: TimeOfDay | None = None
    after: Gap = timedelta(hours=1)
    spread: Literal["hash", "none"] = "hash"
    blocking: bool = False
    skip_after: int | None = Field(default=None, ge=1, le=60)
    alternatives: tuple[Content, ...] = ()


class EmailStep(Timed, Email):
    """A step by mail."""


class CallStep(Timed, Call):
    """A step by telephone."""


class LinkedInStep(Timed, LinkedIn):
    """A step on LinkedIn."""


Step = Annotated[EmailStep | CallStep | LinkedInStep, Field(discriminator="channel")]


class Rules(Part):
    """When anything may happen at all, where a step does not say otherwise."""

    timezone: ZoneName = "UTC"
    window: DayWindow = Window(opens=time(9), closes=time(17))
    counting: Literal["business", "calendar"] = "business"
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = (
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
    )


class Reactions(Part):
    """What an inbound fact does to the enrollment."""

    reply: Literal["finish", "continue"] = "finish"
    meeting_booked: Literal["finish", "continue"] = "finish"
    bounce: Literal["finish"] = "finish"
    opt_out: Literal["finish"] = "finish"


class Compliance(Part):
    """What outreach mail has to carry (CAN-SPAM, 16 CFR part 316)."""

    postal_address: str = Field(min_length=5, max_length=300)
    opt_out: str = Field(min_length=5, max_length=300)


@dataclass(frozen=True)
class PlanStep:
    """What the workflow knows of a step."""

    id: str
    blocking: bool = False


@dataclass(frozen=True)
class Plan:
    """The cadence as the workflow carries it: order and branches, no words and no calendar."""

    steps: tuple[PlanStep, ...]
    finish_on: tuple[str, ...] = ("reply", "meeting_booked", "bounce", "opt_out")


class Cadence(Part):
    """A planned sequence of touches."""

    name: Slug
    description: str = ""
    exclusivity_group: Slug = "default"
    rules: Rules = Rules()
    on: Reactions = Reactions()
    compliance: Compliance
    steps: tuple[Step, ...] = Field(min_length=1, max_length=100)

    @model_validator(mode="after")
    def _steps_in_order(self) -> Self:
        seen: dict[str, int] = {}
        for number, step in enumerate(self.steps, 1):
            if step.id in seen:
                raise ValueError(
                    f"step {number} has the id {step.id!r} of step {seen[step.id]}; ids are unique"
                )
            seen[step.id] = number
        if self.steps[0].day != 1:
            raise ValueError("the first step is on day 1; days count from the first touch")
        for earlier, later in zip(self.steps, self.steps[1:], strict=False):
            if later.day < earlier.day:
                raise ValueError(
                    f"step {later.id!r} (day {later.day}) stands after {earlier.id!r} "
                    f"(day {earlier.day}); steps stand in the order of their days"
                )
        return self

    @model_validator(mode="after")
    def _at_lies_in_its_window(self) -> Self:
        for step in self.steps:
            window = self.window_of(step)
            if step.at and not window.opens <= step.at < window.closes:
                raise ValueError(f"step {step.id!r} is at {step.at:%H:%M}, outside {window}")
        return self

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with the content, and only with it."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]

    @cached_property
    def plan(self) -> Plan:
        finish_on = tuple(heard for heard, reaction in self.on if reaction == "finish")
        return Plan(tuple(PlanStep(step.id, step.blocking) for step in self.steps), finish_on)

    @cached_property
    def by_id(self) -> dict[str, EmailStep | CallStep | LinkedInStep]:
        return {step.id: step for step in self.steps}

    def window_of(self, step: Timed) -> Window:
        """The step's own window, or the cadence's."""
        return step.window or self.rules.window


def content_of(step: EmailStep | CallStep | LinkedInStep, channel: str) -> Email | Call | LinkedIn:
    """What the step says on this channel: its own words or those of an alternative."""
    return next(c for c in (step, *step.alternatives) if c.channel == channel)

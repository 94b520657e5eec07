"""A step: what is said, and everything about when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from domain.cadence.content import (
    Call,
    Content,
    Email,
    LinkedIn,
    Research,
    Sms,
    Task,
    Video,
    Voicemail,
)
from domain.cadence.events import StepReactions
from domain.cadence.nodes import Loc
from domain.cadence.reactions import CONTINUE, ReactionText
from domain.cadence.values import DayWindow, Part, Slug, Span, TimeOfDay, shortened

Condition = Annotated[
    str, Field(min_length=1, max_length=1_000, examples=['country == "US" and title'])
]


class Overdue(Part):
    """What happens to an open task, in allowed days after it was opened; nothing where None."""

    escalate: int | None = Field(default=None, ge=1, le=60)
    skip: int | None = Field(default=None, ge=1, le=60)


def _overdue(given: object) -> object:
    if given == "wait":
        return {}
    if isinstance(given, str):
        raise ValueError(  # noqa: TRY004 -- pydantic makes a fault out of a ValueError alone
            f"{shortened(given)} is no policy; "
            "use wait, {skip: 2}, {escalate: 1} or both of these"
        )
    return given


OverdueText = Annotated[
    Overdue,
    BeforeValidator(_overdue),
    WithJsonSchema(
        {
            "title": "Overdue",
            "anyOf": [
                {"const": "wait"},
                {
                    "type": "object",
                    "properties": {
                        "escalate": {"type": "integer", "minimum": 1, "maximum": 60},
                        "skip": {"type": "integer", "minimum": 1, "maximum": 60},
                    },
                    "additionalProperties": False,
                },
            ],
        }
    ),
]


class Timed(Part):
    """What every step says beside its words, whatever its channel."""

    id: Slug
    day: int = Field(ge=1, le=365)
    window: DayWindow | None = None
    at: TimeOfDay | None = None
    after: Span | None = None
    spread: Literal["hash", "none"] | None = None
    blocking: bool = False
    due: Span | None = None
    overdue: OverdueText = Overdue()
    when: Condition | None = None
    otherwise: ReactionText = CONTINUE
    on: StepReactions = StepReactions()
    alternatives: tuple[Content, ...] = Field(default=(), max_length=5)


class EmailStep(Timed, Email):
    """A step by mail."""


class CallStep(Timed, Call):
    """A step by telephone."""


class VoicemailStep(Timed, Voicemail):
    """A step that leaves a message."""


class LinkedInStep(Timed, LinkedIn):
    """A step on LinkedIn."""


class VideoStep(Timed, Video):
    """A step with a video."""


class SmsStep(Timed, Sms):
    """A step by text message."""


class TaskStep(Timed, Task):
    """A step that is any other work."""


class ResearchStep(Timed, Research):
    """A step that finds something out."""


AnyStep = (
    EmailStep
    | CallStep
    | VoicemailStep
    | LinkedInStep
    | VideoStep
    | SmsStep
    | TaskStep
    | ResearchStep
)
Step = Annotated[AnyStep, Field(discriminator="channel")]


def content_of(step: AnyStep, channel: str) -> Content:
    """What the step says on this channel: its own words or those of an alternative."""
    return next(c for c in (step, *step.alternatives) if c.channel == channel)


def contents_of(step: AnyStep, at: Loc) -> Iterator[tuple[Loc, Content]]:
    """What the step says on each channel, its own words first, with the place of each."""
    yield at, step
    for number, content in enumerate(step.alternatives):
        yield (*at, "alternatives", number), content

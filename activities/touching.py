"""The one request by which a workflow starts a touch, and the facts that can come of it.

What has become of a touch stands in the ledger by one of a few keys, whoever asks again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain.facts import (
    Bounced,
    Fact,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchSkipped,
)


@dataclass(frozen=True)
class StartTouch:
    """A planned touch of this generation, on this channel, whose moment `due_at` has come.

    `results` are what the step's condition asks of earlier steps and of what came in.
    """

    enrollment_id: str
    step: str
    generation: int
    channel: str
    not_after: datetime
    results: Mapping[str, str] = field(default_factory=dict)
    due_at: datetime | None = None


Started = Annotated[
    TouchPerformed | TouchInDoubt | TouchHeld | TouchSkipped | TaskOpened | Bounced,
    Field(discriminator="type"),
]


def bounce_of(touch: StartTouch, at: datetime) -> Bounced:
    """The bounce that the mail server gave this touch, by the one key it has in the ledger."""
    return Bounced(at=at, source_id=f"smtp/{touch.enrollment_id}.{touch.step}")


def keys_of(touch: StartTouch) -> tuple[str, ...]:
    """Where it stands what became of the touch, what says most of it first."""
    step = touch.step
    return (
        bounce_of(touch, touch.not_after).key,
        f"source/resolved/{step}",
        f"skipped/{step}",
        f"task/{step}",
        f"performed/{step}",
        TouchInDoubt(at=touch.not_after, step=step, generation=touch.generation).key,
    )


def started_by(fact: Fact) -> Started:
    """The stored fact as one that a touch can start with."""
    match fact:
        case TouchPerformed() | TouchInDoubt() | TouchHeld() | TouchSkipped():
            return fact
        case TaskOpened() | Bounced():
            return fact
        case _:
            raise TypeError(f"{fact.key} is not what becomes of a touch: {fact.type}")

"""The one request by which a workflow starts a touch, and the facts that can come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain.facts import (
    Bounced,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchSkipped,
)


@dataclass(frozen=True)
class StartTouch:
    """A planned touch of this generation, on this channel, whose moment has come.

    `results` are what the step's condition asks of earlier steps and of what came in.
    """

    enrollment_id: str
    step: str
    generation: int
    channel: str
    not_after: datetime
    results: Mapping[str, str] = field(default_factory=dict)


Started = Annotated[
    TouchPerformed | TouchInDoubt | TouchHeld | TouchSkipped | TaskOpened | Bounced,
    Field(discriminator="type"),
]

"""The one request by which a workflow starts a touch, and the facts that can come of it."""

from __future__ import annotations

from dataclasses import dataclass
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
    """A planned touch of this generation whose moment has come."""

    enrollment_id: str
    step: str
    generation: int
    not_after: datetime


Started = Annotated[
    TouchPerformed | TouchInDoubt | TouchHeld | TouchSkipped | TaskOpened | Bounced,
    Field(discriminator="type"),
]

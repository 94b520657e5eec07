"""That an arm of an experiment was made the cadence, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Promotion:
    """`arm` won: `version` of the cadence has it in place of `version_before`, which tried it.

    `figures` is what was known of the arms when `by` decided, as one JSON object.
    """

    cadence: str
    experiment: str
    arm: str
    version_before: str
    version: str
    at: datetime
    by: str
    because: str | None
    figures: str

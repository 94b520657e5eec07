"""Who stands behind a number of a report, and what became of what a CRM told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class Counted:
    """An enrollment that a number counts, with how many of its touches where it counts touches."""

    enrollment: str
    prospect: str
    cadence: str
    many: int


@dataclass(frozen=True)
class DealTold:
    """What a CRM says of an opportunity, by its own id; `stage` is one of `domain.facts.STAGES`.

    It is about the enrollment named, else about the one that the person of this mail address was
    in last when it happened.
    """

    opportunity: str
    stage: str
    at: datetime
    enrollment: str | None = None
    email: str | None = None


class DealTaken(StrEnum):
    """What became of it."""

    RECORDED = "recorded"
    KNOWN = "known"
    UNMATCHED = "unmatched"

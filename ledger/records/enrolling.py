"""Who is enrolled, who is not, and in which versions of which cadences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from domain.cadence import Plan
from domain.enrollment import Enrollment
from domain.errors import DrumbeatError


class KeyReused(DrumbeatError):
    """This key stands for another request already; a new request needs a key of its own."""


ENROLLED = "enrolled"


class NotEnrolled(StrEnum):
    """Why a prospect was not enrolled; `said` is the same in words."""

    said: str

    ALREADY_ACTIVE = "already_active", "already active in a cadence of the same group"
    ALREADY_FINISHED = "already_finished", "had this cadence before; `again` enrolls them"
    SUPPRESSED = "suppressed", "on the list of those who may not be contacted"
    REFUSED = "refused", "left out by a do-not-contact condition of the cadence"
    COLLEAGUE_ACTIVE = "colleague_active", "left alone while a colleague of the account is active"
    TOUCHED_RECENTLY = "touched_recently", "touched by a cadence too recently"
    DAILY_CAP = "daily_cap", "over the cap of the day; try again tomorrow"

    def __new__(cls, value: str, said: str) -> Self:
        """A reason; its value is what machines read."""
        reason = str.__new__(cls, value)
        reason._value_ = value
        reason.said = said
        return reason


@dataclass(frozen=True)
class RequestKey:
    """What a sender calls one request of theirs, and a digest of all that it asks."""

    sender: str
    key: str
    digest: str


@dataclass(frozen=True)
class Answered:
    """What a request came to: `enrolled`, with the enrollment, or a `NotEnrolled`."""

    outcome: str
    enrollment_id: str | None = None


@dataclass(frozen=True)
class Ticket:
    """An accepted enrollment: what it takes to start, restart or signal its workflow.

    `state` is the fold of the facts so far; `workflow_id` derives from prospect and group.
    """

    enrollment_id: str
    workflow_id: str
    cadence: str
    version: str
    plan: Plan
    state: Enrollment


@dataclass(frozen=True)
class CadenceRow:
    """One published version of a cadence; the newest of a name is what `enroll` takes."""

    name: str
    version: str
    published_at: datetime
    steps: int
    description: str

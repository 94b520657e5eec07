"""What the ledger hands to the top floor: plain, frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.cadence import Plan
from domain.enrollment import Enrollment
from domain.errors import DrumbeatError
from domain.facts import Detail, Fact


class UnknownTask(DrumbeatError):
    """There is no open task with this id."""


class UnknownMail(DrumbeatError):
    """No mail has been written for this touch."""


class UnknownEvent(DrumbeatError):
    """There is no event with this number in the inbox."""


class InvalidLedgerUrl(DrumbeatError):
    """DRUMBEAT_DATABASE_URL: this is no URL; use sqlite:///FILE or postgresql://HOST/NAME."""


class NotEnrolled(StrEnum):
    """Why a prospect was not enrolled."""

    ALREADY_ACTIVE = "already_active"
    ALREADY_FINISHED = "already_finished"
    SUPPRESSED = "suppressed"
    REFUSED = "refused"
    COLLEAGUE_ACTIVE = "colleague_active"
    TOUCHED_RECENTLY = "touched_recently"
    DAILY_CAP = "daily_cap"


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
class EnrollmentRow:
    """One line of `drumbeat enrollment list`; `prospect` is the address people know.

    `variants` are by experiment, those of a cadence that led to this one among them.
    """

    enrollment: str
    prospect: str
    cadence: str
    version: str
    state: str
    reason: str | None
    step: str | None
    next_at: datetime | None
    enrolled_at: datetime
    timezone: str | None
    workflow_id: str
    variants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TouchRow:
    """One touch of an enrollment, as planned and as it went."""

    step: str
    channel: str | None
    planned_at: datetime | None
    not_after: datetime | None
    performed_at: datetime | None
    outcome: str
    reason: str | None
    message_id: str | None
    why: str | None
    variant: str | None


@dataclass(frozen=True)
class MailRow:
    """The mail of a touch: its frozen bytes, and how far it came (`ClaimState`)."""

    enrollment: str
    step: str
    state: str
    message_id: str
    recipient: str
    message: bytes


@dataclass(frozen=True)
class FactRow:
    """One fact as the ledger numbered it; `recorded_at` is Drumbeat time."""

    seq: int
    key: str
    fact: Fact


@dataclass(frozen=True)
class TaskRow:
    """One open piece of rep work; `task` is `<enrollment>.<step>`."""

    task: str
    enrollment: str
    step: str
    kind: str
    channel: str
    prospect: str
    opened_at: datetime
    due_at: datetime | None
    escalated_at: datetime | None
    until: datetime | None
    detail: str | None
    brief: str | None
    workflow_id: str


@dataclass(frozen=True)
class InboxRow:
    """An accepted event that its workflow has not heard yet."""

    id: int
    provider: str
    event_id: str
    fact: str
    received_at: datetime
    enrollment_id: str
    workflow_id: str
    detail: Detail | None = None

    @property
    def source_id(self) -> str:
        """The business key under which the workflow records it."""
        return f"{self.provider}/{self.event_id}"


@dataclass(frozen=True)
class UnmatchedRow:
    """An accepted event that fits no enrollment, kept for a person; with the clues it came with."""

    id: int
    provider: str
    event_id: str
    fact: str
    received_at: datetime
    message_id: str | None
    email: str | None


@dataclass(frozen=True)
class CadenceRow:
    """One published version of a cadence; the newest of a name is what `enroll` takes."""

    name: str
    version: str
    published_at: datetime
    steps: int
    description: str

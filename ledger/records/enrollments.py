"""One enrollment as people read it: its touches, its facts, the work that it asks of reps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.errors import DrumbeatError
from domain.facts import Fact


class UnknownTask(DrumbeatError):
    """There is no open task with this id."""


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
    is_cadence_paused: bool = False


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
class FactRow:
    """One fact as the ledger numbered it; `recorded_at` is Drumbeat time."""

    seq: int
    key: str
    fact: Fact


@dataclass(frozen=True)
class TaskRow:
    """One open piece of rep work; `task` is `<enrollment>.<step>`, everybody's without `owner`."""

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
    owner: str | None = None
    postponed: str | None = None

"""What a simulation says of one prospect: every touch, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.people.prospects import Prospect
from domain.simulation.script import Injected


@dataclass(frozen=True, slots=True)
class SimulatedWait:
    """A mail was due and found no slot of its mailbox until then."""

    at: datetime
    until: datetime
    reason: str
    why: str


@dataclass(frozen=True, slots=True)
class SimulatedTouch:
    """A touch that started; `due_at` is in UTC, `timezone` the prospect's.

    `missing` is the variable for whose lack a rep has to write the words; the why names it.
    `mailbox` sent it, where mailboxes are simulated, and `waits` are the times it found no slot.
    """

    prospect: str
    step: str
    channel: str
    due_at: datetime
    timezone: str
    variant: str | None
    why: str
    missing: str | None = None
    mailbox: str | None = None
    waits: tuple[SimulatedWait, ...] = ()


@dataclass(frozen=True, slots=True)
class SimulatedEnd:
    """Where the enrollment stood at last.

    `ended_at` is None where it stands still until somebody resumes it; `then` is the cadence in
    which the prospect goes on; `skipped` says why by step, `trouble` what a person has to look at.
    """

    prospect: str
    state: str
    reason: str | None
    ended_at: datetime | None
    then: str | None
    skipped: Mapping[str, str]
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One prospect's way through a cadence; `unheard` are assumed events that never came."""

    touches: tuple[SimulatedTouch, ...]
    end: SimulatedEnd
    unheard: tuple[Injected, ...] = ()


def refused(prospect: Prospect, because: str) -> Course:
    """The way of somebody whom the cadence never contacts."""
    return Course((), SimulatedEnd(prospect.address, "refused", because, None, None, {}))

"""What the ledger hands to whoever shows or does rep work: plain, frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.consequences import Consequence
from domain.errors import DrumbeatError
from domain.rep_work.briefing import Section
from domain.rep_work.work_queue import Day, Group
from domain.telephony.calls import PlacedCall
from ledger.records import TaskRow


class TaskTaken(DrumbeatError):
    """Another rep is about to do this task."""


class InvalidPlace(DrumbeatError):
    """This is no place in the queue; take `next` of the page before, as it is."""


@dataclass(frozen=True)
class Take:
    """The rep who is about to do a task, until then."""

    by: str
    until: datetime


@dataclass(frozen=True)
class QueueRequest:
    """A page of the queue: whose work (everybody's where None), on what day, after which place."""

    owner: str | None
    day: Day
    channel: str | None = None
    group: Group | None = None
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True)
class QueueItem:
    """One piece of work; `kind` says of what sort `work` is.

    `<enrollment>.<step>` names a task, or the touch whose mail is in doubt; a number an event in
    the inbox.
    """

    work: str
    kind: str
    group: Group
    priority: int
    due_at: datetime
    channel: str
    enrollment: str
    step: str
    prospect: str
    account: str | None
    timezone: str | None
    owner: str | None
    postponed: str | None
    take: Take | None
    # Where the page after this one begins.
    place: str
    name: str | None = None


@dataclass(frozen=True)
class Counts:
    """The header of a day: what is done, what is left, and how many minutes that takes."""

    done: int
    overdue: int
    today: int
    upcoming: int
    minutes_left: int

    @property
    def due(self) -> int:
        """All that the day asks for, the done included."""
        return self.done + self.overdue + self.today


@dataclass(frozen=True)
class Queue:
    """A page of work in its order; `next` is the place to go on after, None on the last page."""

    items: tuple[QueueItem, ...]
    counts: Counts
    next: str | None


@dataclass(frozen=True)
class Earlier:
    """Something that happened: the step's touch or what came in, on which channel, how it went."""

    at: datetime
    what: str
    step: str | None = None
    channel: str | None = None
    how: str | None = None
    by: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class TaskCard:
    """Everything that it takes to do a task well.

    `why` is the plan's; `local_now` is the prospect's wall clock. `consequences` say by disposition
    what would come next. `links` are by their names: `call` (RFC 3966), `profile`, `mail`,
    `calendar`. `calls` are those that a provider was asked to place for this task.
    """

    task: TaskRow
    cadence: str
    why: str | None
    sections: tuple[Section, ...]
    name: str | None
    account: str | None
    timezone: str
    local_now: datetime
    variables: Mapping[str, str]
    missing: tuple[str, ...]
    touches: tuple[Earlier, ...]
    replies: tuple[Earlier, ...]
    notes: tuple[Earlier, ...]
    is_overdue: bool
    take: Take | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    consequences: Mapping[str, Consequence] = field(default_factory=dict)
    calls: tuple[PlacedCall, ...] = ()

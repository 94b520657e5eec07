"""What the ledger hands to the top floor: plain, frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

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


class EventNotWaiting(DrumbeatError):
    """The event does not wait for a person."""


class NoCandidate(DrumbeatError):
    """The event fits nobody by itself; name its enrollment."""


class NotSuppressed(DrumbeatError):
    """The address is not on the list of suppressions."""


class KeyReused(DrumbeatError):
    """This key stands for another request already; a new request needs a key of its own."""


class InvalidLedgerUrl(DrumbeatError):
    """DRUMBEAT_DATABASE_URL: this is no URL; use sqlite:///FILE or postgresql://HOST/NAME."""


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
class MailboxRow:
    """One line of `drumbeat mailbox list`: what it has sent, who waits, whether it stands still.

    `ramp_day` is the day of its warm-up, None without one or once it is over.
    """

    address: str
    owner: str | None
    sent_today: int
    cap: int | None
    sent_this_hour: int
    waiting: int
    ramp_day: int | None
    last_at: datetime | None
    paused: str | None
    paused_until: datetime | None


@dataclass(frozen=True)
class ReadingRow:
    """How far a mailbox has been read: to `last_uid` of its numbering `uidvalidity`, at `read_at`.

    `hindrance` is what has kept it from being read since then.
    """

    mailbox: str
    uidvalidity: int | None = None
    last_uid: int | None = None
    read_at: datetime | None = None
    hindrance: str | None = None


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


@dataclass(frozen=True)
class InboxRow:
    """An accepted event that its workflow has not heard yet.

    `is_readable` is false where the stored detail is none that this version knows.
    """

    id: int
    provider: str
    event_id: str
    fact: str
    received_at: datetime
    enrollment_id: str
    workflow_id: str
    detail: Detail | None = None
    is_readable: bool = True

    @property
    def source_id(self) -> str:
        """The business key under which the workflow records it."""
        return f"{self.provider}/{self.event_id}"


@dataclass(frozen=True)
class Lease:
    """A process's right to something that one at a time may do, by the host's clock: at, until."""

    holder: str
    at: datetime
    until: datetime


@dataclass(frozen=True)
class EventRow:
    """One line of `drumbeat inbox list`: an event, what became of it, the clues it came with.

    `tries` is how often it was told in vain, `reason` why it waits for a person or is closed.
    """

    id: int
    provider: str
    event_id: str
    fact: str
    received_at: datetime
    verdict: str
    reason: str | None
    enrollment_id: str | None
    message_id: str | None
    email: str | None
    phone: str | None
    closed_at: datetime | None
    tries: int


@dataclass(frozen=True)
class StoredEvent:
    """Everything that is known of an event: what is kept of it as JSON, and as it came.

    `has_stop` where no touch of whomever it may be about starts because of it.
    """

    row: EventRow
    detail: str | None
    referral: str | None
    raw: bytes
    has_stop: bool


@dataclass(frozen=True)
class CadenceRow:
    """One published version of a cadence; the newest of a name is what `enroll` takes."""

    name: str
    version: str
    published_at: datetime
    steps: int
    description: str


@dataclass(frozen=True)
class SuppressionRow:
    """An address that may not be contacted on a channel, `*` for all; `source` says why.

    The address is that of mail, a telephone, a profile or a whole domain (`@example.com`), or the
    id of a prospect.
    """

    address: str
    channel: str
    source: str
    at: datetime


@dataclass(frozen=True)
class Attribution:
    """Who changes the list of suppressions by hand, when and why."""

    by: str
    because: str | None
    at: datetime


@dataclass(frozen=True)
class SuppressionChange:
    """One change of the list by hand: `added` or `removed`."""

    address: str
    channel: str
    change: str
    by: str
    because: str | None
    at: datetime

"""What came in: told to its workflow, or waiting for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DrumbeatError
from domain.facts import Detail
from domain.ports import source_of


class UnknownEvent(DrumbeatError):
    """There is no event with this number in the inbox."""


class EventNotWaiting(DrumbeatError):
    """The event does not wait for a person."""


class NoCandidate(DrumbeatError):
    """The event fits nobody by itself; name its enrollment."""


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
        """As `domain.ports.source_of` makes it."""
        return source_of(self.provider, self.event_id)


@dataclass(frozen=True)
class EventRow:
    """One line of `drumbeat inbox list`: an event, what became of it, the clues it came with.

    `tries` is how often it was told in vain, `reason` why it waits for a person or is closed,
    `words` what somebody wrote.
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
    words: str | None


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
class Lease:
    """A process's right to something that one at a time may do, by the host's clock: at, until."""

    holder: str
    at: datetime
    until: datetime

"""The right to start a touch: claims on mails, and rep tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from domain.facts import Fact
from domain.mail.threads import Correspondence
from domain.mailboxes import Mailbox, NoSlot


class Refusal(StrEnum):
    """Why a touch may not start now."""

    STOP_PENDING = "stop_pending"
    ENDED = "ended"
    PAUSED = "paused"
    CADENCE_PAUSED = "cadence_paused"
    SUPPRESSED = "suppressed"
    WINDOW_PASSED = "window_passed"
    ALREADY_STARTED = "already_started"


class ClaimState(StrEnum):
    """How far the claim on a touch has come; only ever forward."""

    RESERVED = "reserved"
    IN_DOUBT = "in_doubt"
    SENT = "sent"
    NOT_SENT = "not_sent"


@dataclass(frozen=True)
class Claim:
    """The right of one attempt to send one touch: `token` fences every other attempt.

    `mailbox` is the one that the attempt named, and in what `TouchClaims.begun` finds its address
    alone.
    """

    enrollment_id: str
    step: str
    generation: int
    token: str
    state: ClaimState
    message_id: str
    mailbox: Mailbox


@dataclass(frozen=True)
class ClaimRequest:
    """An attempt to send: which touch, by which mailbox, which frozen message, until when.

    The mailbox of a text is its sender, which has no slots; `message_id` is our name for it.
    """

    enrollment_id: str
    step: str
    generation: int
    token: str
    message_id: str
    mailbox: Mailbox
    recipient: str
    message: bytes
    not_after: datetime
    at: datetime
    subject: str | None = None
    channel: Literal["email", "sms"] = "email"


class TouchClaims(Protocol):
    """At most one mail or text a touch: `reserved` → `in_doubt` → `sent` | `not_sent`.

    `reserve` and `mark_in_doubt` lock the enrollment's row and check, in the same transaction,
    pending stops, the enrollment's state, the pause of its cadence, suppressions of the recipient
    and `not_after` (against the `at` given); then, under the lock of the mailbox's row, its pause
    and its limits.

    The claim is the mailbox's slot: it counts while it is `in_doubt` or `sent` and, for
    `mailboxes.HELD_FOR`, while it is `reserved`. Who finds no slot waits, with a turn of its own.
    """

    async def reserve(self, request: ClaimRequest) -> Claim | Refusal | NoSlot:
        """Take the touch, and a slot of the mailbox, for this attempt.

        Where an earlier claim is `reserved` or `not_sent` it is taken over with the new token,
        generation and message; one that is `in_doubt` or `sent` comes back as it stands. A touch
        that a rep has begun, or a generation older than the claim's, is `ALREADY_STARTED`.
        """

    async def begun(self, enrollment_id: str, step: str) -> Claim | None:
        """The claim on a touch whose mail went out or may have: `in_doubt` or `sent`.

        Raises `UnknownEnrollment`.
        """

    async def correspondence(self, enrollment_id: str) -> Correspondence:
        """The mails of the enrollment that went out or may have, and its last human reply."""

    async def mark_in_doubt(self, claim: Claim, at: datetime) -> Refusal | NoSlot | None:
        """Commit that the body is about to be handed over: the touch starts here.

        Refuses with `ALREADY_STARTED` an attempt whose token is no longer the claim's, or whose
        claim is not `reserved`. The slot is from now on at `at`: caps and gaps are kept between
        the mails that have started, whatever was reserved.
        """

    async def settle(self, claim: Claim, state: ClaimState, outcome: Fact) -> tuple[Fact, ...]:
        """Record the outcome: the claim's new state and the fact, in one transaction.

        Moves `in_doubt` to `sent` or `not_sent` and `reserved` to `not_sent`, for the claim's own
        token only; the fact is appended as `FactLog.append` does. Settling an `in_doubt` claim as
        `in_doubt` leaves it where it is and appends the fact. Where the mail has been told as in
        doubt meanwhile, what the server says at last is recorded as the resolution that it is; the
        run hears of it from the reconciler. Where it is refused nothing is written and nothing
        comes back.
        """


@dataclass(frozen=True)
class TaskRequest:
    """A rep task to be opened: the touch, what kind of work, until when it may be opened."""

    enrollment_id: str
    step: str
    generation: int
    kind: str
    channel: str
    not_after: datetime | None
    until: datetime | None
    at: datetime
    detail: str | None = None
    due_at: datetime | None = None
    escalates_at: datetime | None = None
    brief: str | None = None
    owner: str | None = None


class Tasks(Protocol):
    """Rep work."""

    async def open(self, request: TaskRequest) -> Fact | Refusal:
        """Open the task and append its `TaskOpened`, or say why the touch may not start.

        Locks and checks like a claim; the channel is checked against suppressions too. Where its
        owner is away it is the stand-in's (`absences.present`). Opening
        again returns the `TaskOpened` that stands there.
        """

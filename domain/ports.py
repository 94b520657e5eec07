"""What the activities need from the outside, as Protocols; `ledger` and `transports` provide it.

Every method that names an enrollment raises `UnknownEnrollment` for one that does not exist, and
every ledger method raises `LedgerUnavailable` while the ledger cannot be reached.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.enrollee import Enrollee
from domain.facts import Detail, Fact
from domain.mailboxes import Mailbox, NoSlot
from domain.prospects import Prospect
from domain.threads import Correspondence


class Directory(Protocol):
    """Finds prospects and cadences; templates and personal data live behind it."""

    async def enrollee(self, enrollment_id: str) -> Enrollee:
        """Who is enrolled in what."""

    async def file(self, digest: str) -> bytes:
        """What stands in the file of this SHA-256, which a published cadence carries.

        Raises `UnknownFile`.
        """


class FactLog(Protocol):
    """The append-only ledger of facts."""

    async def append(self, enrollment_id: str, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """Write the facts in one transaction, with every projection that follows from them.

        A key that the enrollment already has is not written again: what stands there comes back
        in its place. An inbound fact clears the stop that its source event had set. A fact that
        comes after the end of the enrollment is stored and changes nothing.
        """

    async def standing(self, enrollment_id: str, *keys: str) -> Fact | None:
        """The fact under the first of these keys that the enrollment has."""


class Refusal(StrEnum):
    """Why a touch may not start now."""

    STOP_PENDING = "stop_pending"
    ENDED = "ended"
    PAUSED = "paused"
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

    `mailbox` is the one that the attempt named.
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
    """An attempt to send: which touch, by which mailbox, which frozen message, until when."""

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


class TouchClaims(Protocol):
    """At most one mail a touch: `reserved` → `in_doubt` → `sent` | `not_sent`.

    `reserve` and `mark_in_doubt` lock the enrollment's row and check, in the same transaction,
    pending stops, the enrollment's state, suppressions of the recipient and `not_after` (against
    the `at` given); then, under the lock of the mailbox's row, its pause and its limits.

    The claim is the mailbox's slot: it counts while it is `in_doubt` or `sent` and, for
    `mailboxes.HELD_FOR`, while it is `reserved`. Who finds no slot waits, with a turn of its own.
    """

    async def reserve(self, request: ClaimRequest) -> Claim | Refusal | NoSlot:
        """Take the touch, and a slot of the mailbox, for this attempt.

        Where an earlier claim is `reserved` or `not_sent` it is taken over with the new token,
        generation and message; one that is `in_doubt` or `sent` comes back as it stands. A touch
        that a rep has begun, or a generation older than the claim's, is `ALREADY_STARTED`.
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
class SenderRequest:
    """A touch by mail that needs to know by which of these mailboxes it goes."""

    enrollment_id: str
    step: str
    recipient: str
    owner: str | None
    mailboxes: tuple[Mailbox, ...]
    not_after: datetime
    at: datetime


class Mailboxes(Protocol):
    """Who sends whose mails, and which mailbox stands still."""

    async def sender(self, request: SenderRequest) -> Mailbox:
        """The mailbox that began the enrollment's thread, else the one that can send first.

        Of the `owner`'s mailboxes, or of those without owner. Raises `NoMailbox`.
        """

    async def pause_mailbox(
        self, address: str, reason: str, until: datetime | None, at: datetime
    ) -> None:
        """Let nothing go out by the mailbox, until then or until it is resumed (None).

        A pause that lasts longer stays as it is.
        """

    async def resume_mailbox(self, address: str) -> bool:
        """End the pause; whether there was one."""


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


class Tasks(Protocol):
    """Rep work."""

    async def open(self, request: TaskRequest) -> Fact | Refusal:
        """Open the task and append its `TaskOpened`, or say why the touch may not start.

        Locks and checks like a claim; the channel is checked against suppressions too. Opening
        again returns the `TaskOpened` that stands there.
        """


class Ledger(Directory, FactLog, TouchClaims, Mailboxes, Tasks, Protocol):
    """The ledger as the activities see it."""


class Phase(StrEnum):
    """How far the conversation with a mail server (RFC 5321 section 3.3) had come."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"


@dataclass(frozen=True)
class Accepted:
    """The server took the mail (2xx after the body)."""

    reply: str


@dataclass(frozen=True)
class Rejected:
    """The mail did not go out, for certain. `code` is the SMTP reply code, 0 without a reply."""

    code: int
    enhanced: str
    reply: str
    phase: Phase


@dataclass(frozen=True)
class Unanswered:
    """The body went out and no answer came back."""

    reason: str


@dataclass(frozen=True)
class Withdrawn:
    """The ledger refused at the last moment; no body was sent."""

    refusal: Refusal | NoSlot


Delivery = Accepted | Rejected | Unanswered | Withdrawn


class MailTransport(Protocol):
    """The wire to a mail server."""

    async def send(
        self,
        sender: str,
        recipient: str,
        message: bytes,
        before_body: Callable[[], Awaitable[Refusal | NoSlot | None]],
    ) -> Delivery:
        """Hand the message over, awaiting `before_body` between the server's 354 and the body.

        Never raises for what a server or a network does: that is the `Delivery`.
        """


class Ingested(StrEnum):
    """What became of an inbound event."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    UNMATCHED = "unmatched"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class InboundEvent:
    """One verified event of a provider, before it is matched.

    `fact` is one of `facts.INBOUND`. The clues are tried in this order: enrollment id, the
    Message-ID it answers, the prospect's mail address with its open enrollment, the telephone
    number (E.164) that only one prospect has; a stopping fact of an ended enrollment is for the one
    that its prospect is in now. `referral` is the person whom a reply names as the right one.
    """

    provider: str
    event_id: str
    fact: str
    received_at: datetime
    raw: bytes
    enrollment_id: str | None = None
    message_id: str | None = None
    email: str | None = None
    phone: str | None = None
    detail: Detail | None = None
    referral: Prospect | None = None


class Ingress(Protocol):
    """The door for what comes in."""

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        """Match and store the event, with its pending stop where it stops, in one transaction.

        When this returns, a stopping fact that matched is obeyed by every later claim. An opt-out
        also suppresses the prospect's address, and does so again when it is told again. Returns
        the verdict and the matched enrollment id. `TOO_LATE` is an event for an enrollment that
        had ended; it sets no stop.
        """

"""Mails whose server never answered: what is known of them, and what they turn out to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import DrumbeatError


class UnknownDoubt(DrumbeatError):
    """There is no mail in doubt for this touch."""


class CannotSendAgain(DrumbeatError):
    """The enrollment has ended; say whether the mail arrived, as nothing more is sent."""


class Ruling(StrEnum):
    """What is said of a mail in doubt: what became of it, or that it is to be sent once more."""

    ARRIVED = "arrived"
    LOST = "lost"
    SEND_AGAIN = "send_again"


@dataclass(frozen=True)
class Evidence:
    """What `source` last found about a mail in doubt, and when it looked."""

    source: str
    at: datetime
    finding: str


@dataclass(frozen=True)
class Doubt:
    """A mail or text whose server never answered; `since` is when it was handed over.

    `generation` is that of its claim.

    `mailbox` is the bare address that it is from, empty where the claim is older than mailboxes;
    `message` the mail as it may have gone out, `evidence` what has been found, oldest first.
    """

    enrollment: str
    step: str
    mailbox: str
    recipient: str
    since: datetime
    message_id: str
    message: bytes
    workflow_id: str
    is_open: bool
    generation: int
    evidence: tuple[Evidence, ...] = ()
    channel: str = "email"


@dataclass(frozen=True)
class Resolution:
    """What `by` says of a mail in doubt; a search says that it arrived, and people anything.

    Only a person has it sent again, who knows that it may then be there twice. `generation` is that
    of the doubt that is meant, so that nothing is said of a later one; None for whichever stands.
    """

    enrollment_id: str
    step: str
    ruling: Ruling
    by: str
    at: datetime
    generation: int | None = None

"""Mails whose server never answered: what is known of them, and what they turn out to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DrumbeatError


class UnknownDoubt(DrumbeatError):
    """There is no mail in doubt for this touch."""


@dataclass(frozen=True)
class Evidence:
    """What `source` last found about a mail in doubt, and when it looked."""

    source: str
    at: datetime
    finding: str


@dataclass(frozen=True)
class Doubt:
    """A mail or text whose server never answered; `since` is when it was handed over.

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
    evidence: tuple[Evidence, ...] = ()
    channel: str = "email"


@dataclass(frozen=True)
class Resolution:
    """What `by`, a person or a search, found of a mail in doubt: it has arrived, or was lost."""

    enrollment_id: str
    step: str
    has_arrived: bool
    by: str
    at: datetime

"""Mails as they were written, and the mailboxes that they go out by and come back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DrumbeatError


class UnknownMail(DrumbeatError):
    """No mail has been written for this touch."""


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

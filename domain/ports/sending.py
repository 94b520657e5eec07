"""Mailboxes, and the wire to a mail server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.mailboxes import Mailbox, NoSlot
from domain.ports.starting import Refusal


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

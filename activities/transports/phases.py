"""How far a conversation with a mail server had come when it was refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.ports import Rejected


class Phase(StrEnum):
    """The step of the conversation (RFC 5321 section 3.3) that failed."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"


@dataclass(frozen=True)
class RejectedAt(Rejected):
    """A rejection that knows its phase: 550 to RCPT is about the person, to MAIL about us."""

    phase: Phase

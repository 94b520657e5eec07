"""One mail before it is bytes: all that its writing looks at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from activities.mail.click_links import Trail
from activities.mail.opt_out import WayOut
from domain.cadence import Compliance
from domain.rendering import RenderedEmail


@dataclass(frozen=True)
class MailFile:
    """A file that a mail carries; `kind` is its MIME type."""

    name: str
    kind: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what stands in it."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Mail:
    """One mail to one person: who to whom, when, its id, its words, and what it has to carry.

    `sender` is a mailbox such as `Robin Vale <robin@northwind.example>`, `recipient` a bare
    address, `at` aware. `thread` are the ids of the mails that it follows, oldest first. Of `files`
    those that the HTML names as `cid:NAME` are shown in it, the others are attached. By `trail`
    the links of its HTML are followed.
    """

    sender: str
    recipient: str
    at: datetime
    message_id: str
    words: RenderedEmail
    compliance: Compliance
    thread: tuple[str, ...] = ()
    way_out: WayOut | None = None
    files: tuple[MailFile, ...] = ()
    trail: Trail | None = None

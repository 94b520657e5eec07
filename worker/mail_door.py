"""The door for mails that are read from mailboxes: understood, matched, and kept where they matter.

A mailbox is somebody's own. Of its mails the ledger keeps those that lead to an enrollment or
answer a mail of ours, and reports of mail servers that may be about one; all others pass by.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesHeaderParser

import structlog

from domain.errors import LedgerUnavailable
from domain.ports import InboundEvent, Ingress
from domain.replies import reply_text, step_of, understand

PROVIDER = "imap"
# What makes a mail this one, however often and by whichever ways it was delivered.
OF_ITS_OWN = ("Message-ID", "Date", "From", "Subject")

log = structlog.stdlib.get_logger("worker.reading")


@dataclass(frozen=True)
class MailDoor:
    """Takes in what the mailboxes `own` receive; `keys` are those that sign opt-out tokens."""

    ingress: Ingress
    own: Collection[str]
    keys: Sequence[str] = field(repr=False)
    now: Callable[[], datetime]

    async def take_in(self, raw: bytes) -> None:
        """When this returns, the mail is stored, or is known to be none of ours.

        Raises `LedgerUnavailable`.
        """
        try:
            await self._take_in(raw)
        except LedgerUnavailable:
            raise
        except Exception:
            # A defect of ours may neither lose a mail nor keep those behind it waiting.
            log.exception("a mail was not understood", event_id=event_id_of(raw))
            await self.ingress.ingest(self._for_a_person(raw))

    async def miss(self, name: str) -> None:
        """Have a person look for a mail, by the name of its place, that cannot be read."""
        log.error("a mail cannot be read", event_id=name)
        await self.ingress.ingest(InboundEvent(PROVIDER, name, "reply", self.now(), b""))

    async def _take_in(self, raw: bytes) -> None:
        # In a thread: of a large mail it takes a moment, in which the worker has other work.
        event = await asyncio.to_thread(self._event, raw)
        if event is None:
            return
        verdict, enrollment = await self.ingress.ingest(event)
        if enrollment is not None:
            log.info(
                "mail_read",
                event_id=event.event_id,
                fact=event.fact,
                verdict=verdict.value,
                enrollment=enrollment,
            )

    def _event(self, raw: bytes) -> InboundEvent | None:
        """What the mail means; None where that is nothing to a cadence."""
        understood = understand(raw, self.own, self.keys, self.now())
        if understood is None:
            return None
        names_us = understood.enrollment_id or step_of(understood.message_id)
        return InboundEvent(
            provider=PROVIDER,
            event_id=event_id_of(raw),
            fact=understood.fact,
            received_at=self.now(),
            raw=raw,
            enrollment_id=understood.enrollment_id,
            message_id=understood.message_id,
            email=understood.sender,
            detail=understood.detail,
            referral=understood.referral,
            is_private=not names_us,
            words=reply_text(raw) or None if understood.fact == "reply" else None,
        )

    def _for_a_person(self, raw: bytes) -> InboundEvent:
        """Without clues it fits nobody, and so is listed."""
        return InboundEvent(PROVIDER, event_id_of(raw), "reply", self.now(), raw)


def event_id_of(raw: bytes) -> str:
    """The same for every copy of a mail; another one for another mail under the same Message-ID.

    By the headers that its author wrote and by its body: those above are of the ways it came.
    """
    headers = BytesHeaderParser().parsebytes(raw)
    written = "\n".join(f"{name}: {headers[name]}" for name in OF_ITS_OWN)
    body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    digest = hashlib.sha256(written.encode("utf-8", "replace") + b"\n\n" + body)
    return digest.hexdigest()[:40]

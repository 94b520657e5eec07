"""Mails in memory, from their claims to the mailboxes that they go out by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import attrgetter

from domain.facts import Fact
from domain.mail.threads import Correspondence, SentMail, answered_at
from domain.mailboxes import Mailbox, MailboxPause, NoSlot
from domain.mailboxes.credentials import Credential
from domain.ports import Claim, ClaimRequest, ClaimState, Refusal, SenderRequest
from ledger.enrollments.files import unknown
from ledger.memory import slots, touches
from ledger.memory.state import Kept, Memory
from ledger.records import MailboxRow, MailRow, UnknownMail
from ledger.rules.fencing import STARTED


class MemoryMails:
    """The part of `MemoryLedger` that mails need, as `SqlMails` is of `SqlLedger`."""

    _memory: Memory

    async def reserve(self, request: ClaimRequest) -> Claim | Refusal | NoSlot:
        """`TouchClaims.reserve`."""
        return touches.reserve(self._memory, request)

    async def begun(self, enrollment_id: str, step: str) -> Claim | None:
        """`TouchClaims.begun`."""
        return touches.begun(self._memory, enrollment_id, step)

    async def correspondence(self, enrollment_id: str) -> Correspondence:
        """`TouchClaims.correspondence`."""
        return correspondence(self._memory.kept(enrollment_id))

    async def mail(self, enrollment_id: str, step: str) -> MailRow:
        """The touch's mail as it was written last. Raises `UnknownMail`."""
        return mail(self._memory.kept(enrollment_id), step)

    async def mark_in_doubt(self, claim: Claim, at: datetime) -> Refusal | NoSlot | None:
        """`TouchClaims.mark_in_doubt`."""
        return touches.mark_in_doubt(self._memory, claim, at)

    async def settle(self, claim: Claim, state: ClaimState, outcome: Fact) -> tuple[Fact, ...]:
        """`TouchClaims.settle`; an attempt that has lost its claim writes and gets nothing."""
        return touches.settle(self._memory, claim, state, outcome)

    async def sender(self, request: SenderRequest) -> Mailbox:
        """`Mailboxes.sender`."""
        return slots.sender(self._memory, request)

    async def pause_mailbox(
        self, address: str, reason: str, until: datetime | None, at: datetime
    ) -> None:
        """`Mailboxes.pause_mailbox`."""
        slots.pause(self._memory, address, MailboxPause(at, reason, until))

    async def resume_mailbox(self, address: str) -> bool:
        """`Mailboxes.resume_mailbox`."""
        return slots.resume(self._memory, address)

    async def mailboxes(self, given: Sequence[Mailbox], at: datetime) -> tuple[MailboxRow, ...]:
        """How these mailboxes stand at that instant, in the order given."""
        return slots.all_mailboxes(self._memory, given, at)

    async def credential(self, mailbox: str) -> Credential | None:
        """`Credentials.credential`."""
        return self._memory.credentials.get(mailbox)

    async def keep_credential(self, credential: Credential) -> None:
        """`Credentials.keep_credential`."""
        self._memory.credentials[credential.mailbox] = credential

    async def replace_credential(self, before: Credential, after: Credential) -> bool:
        """`Credentials.replace_credential`."""
        stands = self._memory.credentials.get(before.mailbox)
        if stands is None or stands.ciphertext != before.ciphertext:
            return False
        self._memory.credentials[after.mailbox] = after
        return True

    async def file(self, digest: str) -> bytes:
        """`Directory.file`."""
        return self._memory.files.get(digest) or unknown(digest)


def correspondence(kept: Kept) -> Correspondence:
    """`TouchClaims.correspondence`."""
    mails = tuple(sorted(_started(kept), key=attrgetter("at")))
    return Correspondence(mails, answered_at(kept.facts))


def mail(kept: Kept, step: str) -> MailRow:
    """The touch's mail as it was written last. Raises `UnknownMail`."""
    if step not in kept.claims or not kept.claims[step].is_mail:
        raise UnknownMail(f"no mail has been written for {step!r} of {kept.enrollment_id!r}")
    frozen = kept.claims[step]
    return MailRow(
        kept.enrollment_id,
        step,
        frozen.claim.state.value,
        frozen.claim.message_id,
        frozen.recipient,
        frozen.message,
    )


def _started(kept: Kept) -> Iterator[SentMail]:
    for step, frozen in kept.claims.items():
        if frozen.is_mail and frozen.claim.state in STARTED:
            yield SentMail(step, frozen.claim.message_id, frozen.subject, frozen.at)

"""Mails on a database, from their claims to the mailboxes that they go out by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.facts import Fact
from domain.mail.threads import Correspondence
from domain.mailboxes import Mailbox, NoSlot
from domain.mailboxes.credentials import Credential
from domain.ports import Claim, ClaimRequest, ClaimState, Refusal, SenderRequest
from ledger.database.engine import Database
from ledger.enrollments import files
from ledger.records import MailboxRow, MailRow
from ledger.touches import claims, credentials, mailboxes, mails, senders


class SqlMails:
    """The part of `SqlLedger` that mails need: claims, threads, files, mailboxes, credentials."""

    _database: Database

    async def reserve(self, request: ClaimRequest) -> Claim | Refusal | NoSlot:
        """`TouchClaims.reserve`."""
        return await self._database.run(claims.reserve, request)

    async def begun(self, enrollment_id: str, step: str) -> Claim | None:
        """`TouchClaims.begun`."""
        return await self._database.read(claims.begun, enrollment_id, step)

    async def correspondence(self, enrollment_id: str) -> Correspondence:
        """`TouchClaims.correspondence`."""
        return await self._database.read(mails.correspondence, enrollment_id)

    async def mail(self, enrollment_id: str, step: str) -> MailRow:
        """The touch's mail as it was written last. Raises `UnknownMail`."""
        return await self._database.read(mails.mail, enrollment_id, step)

    async def mark_in_doubt(self, claim: Claim, at: datetime) -> Refusal | NoSlot | None:
        """`TouchClaims.mark_in_doubt`."""
        return await self._database.run(claims.mark_in_doubt, claim, at)

    async def settle(self, claim: Claim, state: ClaimState, outcome: Fact) -> tuple[Fact, ...]:
        """`TouchClaims.settle`; an attempt that has lost its claim writes and gets nothing."""
        return await self._database.run(claims.settle, claim, state, outcome)

    async def sender(self, request: SenderRequest) -> Mailbox:
        """`Mailboxes.sender`."""
        return await self._database.read(senders.sender, request)

    async def pause_mailbox(
        self, address: str, reason: str, until: datetime | None, at: datetime
    ) -> None:
        """`Mailboxes.pause_mailbox`."""
        await self._database.run(mailboxes.pause, address, reason, until, at)

    async def resume_mailbox(self, address: str) -> bool:
        """`Mailboxes.resume_mailbox`."""
        return await self._database.run(mailboxes.resume, address)

    async def mailboxes(self, given: Sequence[Mailbox], at: datetime) -> tuple[MailboxRow, ...]:
        """How these mailboxes stand at that instant, in the order given."""
        return await self._database.read(senders.all_mailboxes, given, at)

    async def credential(self, mailbox: str) -> Credential | None:
        """`Credentials.credential`."""
        return await self._database.read(credentials.credential, mailbox)

    async def keep_credential(self, credential: Credential) -> None:
        """`Credentials.keep_credential`."""
        await self._database.run(credentials.keep, credential)

    async def replace_credential(self, before: Credential, after: Credential) -> bool:
        """`Credentials.replace_credential`."""
        return await self._database.run(credentials.replace, before, after)

    async def file(self, digest: str) -> bytes:
        """`Directory.file`."""
        return await self._database.read(files.content_of, digest)

"""The wire to a mailbox's own mail: IMAP, by IMAPClient in a thread, to look for mails in doubt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from activities.transports.imap_login import imap_connection
from activities.transports.oauth.access_tokens import TokenSource, tokens_of
from domain.errors import DrumbeatError
from domain.mailboxes.credentials import Credentials, LoginRefused, ProviderAway
from domain.mailboxes.servers import Account, Server

INBOX = "INBOX"
SENT_FLAG = b"\\Sent"


class MailboxUnreachable(DrumbeatError):
    """The mailbox cannot be read right now."""


@dataclass(frozen=True)
class Trace:
    """Where a mail has left one: itself in Sent, or a delivery report or an answer in INBOX."""

    is_in_sent: bool
    is_reported: bool = False
    is_answered: bool = False

    @property
    def finding(self) -> str:
        """What was found, in words."""
        told = {
            "in Sent": self.is_in_sent,
            "a delivery report in INBOX names it": self.is_reported,
            "an answer in INBOX names it": self.is_answered,
        }
        words = [word for word, is_so in told.items() if is_so]
        return "; ".join(words) or "neither in Sent nor named in INBOX, which proves nothing"


class ImapMailbox:
    """One mailbox; nothing in it is changed, not even what has been read.

    `sent` is the folder of what it sent; without a password it is let in by `tokens`.
    """

    def __init__(
        self, server: Server, sent: str = "Sent", tokens: TokenSource | None = None
    ) -> None:
        self._server = server
        self._folder = sent
        self._tokens = tokens

    async def look_for(self, message_ids: Sequence[str]) -> Mapping[str, Trace]:
        """The traces of the mails with these Message-IDs.

        Raises `MailboxUnreachable`, and `LedgerUnavailable` where its grant is kept.
        """
        try:
            client = await imap_connection(self._server, self._tokens)
            try:
                return await asyncio.to_thread(self._look_for, client, message_ids)
            finally:
                await asyncio.to_thread(client.shutdown)
        except (IMAPClientError, LoginRefused, ProviderAway, OSError) as error:
            raise unreachable(self._server, error) from error

    def _look_for(self, client: IMAPClient, message_ids: Sequence[str]) -> Mapping[str, Trace]:
        client.select_folder(self._sent(client), readonly=True)
        sent = {each: _has(client, each) for each in message_ids}
        client.select_folder(INBOX, readonly=True)
        return {each: _trace(client, each, is_in_sent=sent[each]) for each in message_ids}

    def _sent(self, client: IMAPClient) -> str:
        """The folder by its name, or else the one that the server says is it (RFC 6154)."""
        if client.folder_exists(self._folder):
            return self._folder
        if found := client.find_special_folder(SENT_FLAG):
            return str(found)
        raise IMAPClientError(f"there is no folder {self._folder!r} in {self._server.username}")


def unreachable(server: Server, error: Exception) -> MailboxUnreachable:
    """One line, without what a server may repeat of a login."""
    said = " ".join(str(error).split())[:200] or type(error).__name__
    return MailboxUnreachable(f"IMAP at {server.where}: {said}")


def readers_of(
    inboxes: Iterable[tuple[Account, str]], kept: Credentials, now: Callable[[], datetime]
) -> dict[str, ImapMailbox]:
    """The mailboxes by bare address; each comes with its folder of what it sent."""
    return {
        account.mailbox: ImapMailbox(account.server, sent, tokens_of(account, kept, now))
        for account, sent in inboxes
    }


def _trace(client: IMAPClient, message_id: str, *, is_in_sent: bool) -> Trace:
    report = ["HEADER", "Content-Type", "multipart/report", "TEXT", message_id]
    answer = ["OR", ["HEADER", "In-Reply-To", message_id], ["HEADER", "References", message_id]]
    return Trace(is_in_sent, bool(client.search(report)), bool(client.search(answer)))


def _has(client: IMAPClient, message_id: str) -> bool:
    """Whether the folder has the mail itself; a search alone finds what only contains the id."""
    field = b"BODY[HEADER.FIELDS (MESSAGE-ID)]"
    found = client.search(["HEADER", "Message-ID", message_id])
    fetched = client.fetch(found, ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]) if found else {}
    headers = (answer.get(field, b"") for answer in fetched.values())
    return any(_id_in(header) == message_id.encode() for header in headers)


def _id_in(header: bytes) -> bytes:
    return b"".join(header.partition(b":")[2].split())

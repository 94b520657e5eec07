"""The wire to a mailbox's own mail: IMAP, by IMAPClient in a thread, to look for mails in doubt."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError
from pydantic import SecretStr

from domain.errors import DrumbeatError

INBOX = "INBOX"
SENT_FLAG = b"\\Sent"
# Seconds to connect, and for each answer.
LIMITS = SocketTimeout(connect=10.0, read=30.0)


class MailboxUnreachable(DrumbeatError):
    """The mailbox cannot be read right now."""


class Secret(Protocol):
    """Where a password is kept."""

    def read(self) -> SecretStr:
        """The password itself."""


class Access(Protocol):
    """The server, how it lets the mailbox in, and the folder of what the mailbox has sent."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def tls(self) -> str: ...
    @property
    def username(self) -> str | None: ...
    @property
    def password(self) -> Secret | None: ...
    @property
    def sent(self) -> str: ...


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
    """One mailbox; nothing in it is changed, not even what has been read."""

    def __init__(self, address: str, access: Access) -> None:
        self._user = access.username or address
        self._access = access

    async def look_for(self, message_ids: Sequence[str]) -> Mapping[str, Trace]:
        """The traces of the mails with these Message-IDs. Raises `MailboxUnreachable`."""
        return await asyncio.to_thread(self._look_for, message_ids)

    def _look_for(self, message_ids: Sequence[str]) -> Mapping[str, Trace]:
        with self._logged_in() as client:
            client.select_folder(self._sent(client), readonly=True)
            sent = {each: _has(client, each) for each in message_ids}
            client.select_folder(INBOX, readonly=True)
            return {each: _trace(client, each, is_in_sent=sent[each]) for each in message_ids}

    @contextmanager
    def _logged_in(self) -> Iterator[IMAPClient]:
        access = self._access
        where = f"{access.host}:{access.port}"
        try:
            with IMAPClient(
                access.host, access.port, ssl=access.tls == "tls", timeout=LIMITS
            ) as client:
                if access.tls == "starttls":
                    client.starttls()
                client.login(self._user, self._password())
                yield client
        except (IMAPClientError, OSError) as error:
            raise MailboxUnreachable(f"IMAP at {where}: {_line_of(error)}") from error

    def _password(self) -> str:
        return self._access.password.read().get_secret_value() if self._access.password else ""

    def _sent(self, client: IMAPClient) -> str:
        """The folder by its name, or else the one that the server says is it (RFC 6154)."""
        if client.folder_exists(self._access.sent):
            return self._access.sent
        if found := client.find_special_folder(SENT_FLAG):
            return str(found)
        raise MailboxUnreachable(f"there is no folder {self._access.sent!r} in {self._user}")


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


def _line_of(error: Exception) -> str:
    """One line, without what a server may repeat of a login."""
    return " ".join(str(error).split())[:200] or type(error).__name__

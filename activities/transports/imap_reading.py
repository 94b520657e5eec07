"""The wire by which a mailbox is read: what is new in INBOX, page by page; nothing is changed.

IMAPClient blocks, so it works in threads, for one caller at a time; waiting needs no thread.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from activities.transports.imap import INBOX, unreachable
from activities.transports.imap_login import imap_connection
from activities.transports.oauth.access_tokens import TokenSource
from domain.mailboxes.credentials import ProviderAway
from domain.mailboxes.servers import Server

# Mails at once, and together so large at most unless one alone is larger.
PAGE = 50
PAGE_BYTES = 16 * 2**20
# Of a larger mail only the headers are read: they say whom it answers.
LARGEST = 40 * 2**20

SIZE = b"RFC822.SIZE"
WHOLE = b"BODY[]"
HEADERS = b"BODY[HEADER]"


@dataclass(frozen=True)
class Numbering:
    """How INBOX numbers its mails: the UIDs of one UIDVALIDITY only ever grow.

    RFC 3501 section 2.3.1.1. `next_uid` is more than every UID there is.
    """

    uidvalidity: int
    next_uid: int


@dataclass(frozen=True)
class Message:
    """A mail as it lies in INBOX; of one larger than `LARGEST` the headers."""

    uid: int
    raw: bytes


class Inbox:
    """The INBOX of one mailbox, open to be read."""

    def __init__(self, client: IMAPClient) -> None:
        self._client = client

    async def numbering(self) -> Numbering:
        """As it stands now; it changes where the folder was made anew."""
        said = await asyncio.to_thread(self._client.select_folder, INBOX, readonly=True)
        try:
            return Numbering(said[b"UIDVALIDITY"], said[b"UIDNEXT"])
        except KeyError as missing:
            raise IMAPClientError(f"the server does not say {missing} of {INBOX}") from missing

    async def first_since(self, day: date) -> int | None:
        """The UID of the first mail that came on this day, by the server's dates, or later."""
        found = await asyncio.to_thread(self._client.search, ["SINCE", day])
        return min(found, default=None)

    async def next_after(self, uid: int) -> int | None:
        """The UID of the mail behind this one."""
        return next(iter(await asyncio.to_thread(self._found_after, uid)), None)

    async def page_after(self, uid: int, at_most: int = PAGE) -> tuple[Message, ...]:
        """The next mails behind this one, in order; none where there are none."""
        return await asyncio.to_thread(self._page_after, uid, at_most)

    async def wait(self, seconds: float) -> None:
        """For so long, or until the server says that something is new (IDLE, RFC 2177)."""
        if await asyncio.to_thread(self._is_idling):
            await _readable(self._client.socket(), seconds)
            await asyncio.to_thread(self._client.idle_done)
        else:
            await asyncio.sleep(seconds)

    def _found_after(self, uid: int) -> list[int]:
        # `N:*` names the last mail even where that comes before N (RFC 3501 section 6.4.8).
        return sorted(each for each in self._client.search(f"UID {uid + 1}:*") if each > uid)

    def _page_after(self, uid: int, at_most: int) -> tuple[Message, ...]:
        sizes = self._fetched(self._found_after(uid)[:at_most], SIZE)
        page = _fitting(sizes)
        large = [each for each in page if sizes[each] > LARGEST]
        texts = self._fetched([each for each in page if each not in large], WHOLE)
        texts |= self._fetched(large, HEADERS)
        return tuple(Message(each, texts[each] or b"") for each in page if each in texts)

    def _fetched(self, uids: Sequence[int], item: bytes) -> dict[int, Any]:
        """This item of each mail that is still there; it does not become read by it."""
        if not uids:
            return {}
        asked = item.decode().replace("BODY[", "BODY.PEEK[")
        answers = self._client.fetch(uids, [asked])
        return {uid: answers[uid][item] for uid in uids if item in answers.get(uid, ())}

    def _is_idling(self) -> bool:
        if not self._client.has_capability("IDLE"):
            return False
        self._client.idle()
        return True


@asynccontextmanager
async def open_inbox(server: Server, tokens: TokenSource | None = None) -> AsyncIterator[Inbox]:
    """The mailbox, let in.

    Raises `LoginRefused`, `MailboxUnreachable`, also later, and `LedgerUnavailable`.
    """
    try:
        client = await imap_connection(server, tokens)
        try:
            yield Inbox(client)
        finally:
            await asyncio.to_thread(_shut_down, client)
    except (IMAPClientError, ProviderAway, OSError) as error:
        raise unreachable(server, error) from error


def _fitting(sizes: Mapping[int, int]) -> list[int]:
    """As many as fit into a page, the first in any case."""
    page: list[int] = []
    total = 0
    for uid, size in sizes.items():
        total += size
        if page and total > PAGE_BYTES:
            break
        page.append(uid)
    return page


async def _readable(connection: socket.socket, seconds: float) -> None:
    """Until the connection has something to say, or for so long."""
    loop, is_readable = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(connection.fileno(), is_readable.set)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await is_readable.wait()
    finally:
        loop.remove_reader(connection.fileno())


def _shut_down(client: IMAPClient) -> None:
    """Also where another thread, whose caller was cancelled, still waits for an answer."""
    with suppress(OSError):
        client.socket().shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        client.shutdown()

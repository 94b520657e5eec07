"""Reading the mailboxes beside the work: each by one worker at a time, from where it was left."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from functools import partial

import structlog

from activities.transports.imap import MailboxUnreachable
from activities.transports.imap_reading import PAGE, Inbox, Message, Numbering, open_inbox
from activities.transports.oauth.access_tokens import tokens_of
from config.host_clock import HostClock
from domain.clock import Clock
from domain.doubling import Doubling
from domain.errors import LedgerUnavailable
from domain.mailboxes.credentials import LoginRefused
from domain.mailboxes.servers import Account
from ledger.records import ReadingRow
from ledger.sql import SqlLedger
from worker.bookmarks import Bookmark, LeaseLost
from worker.mail_door import MailDoor

# As often in a row the server may fail to hand out one mail: with the waits about half an hour.
TRIES = 12

log = structlog.stdlib.get_logger("worker.reading")


@dataclass(frozen=True)
class Rhythm(Doubling):
    """How long to wait, in seconds of the host.

    Between looks (less where the server tells), after failures, doubling, and after a refused
    login, which a person has to mend.
    """

    first: float = 1.0
    longest: float = 300.0
    poll: float = 60.0
    refused: float = 900.0


class MailboxReader:
    """Reads one mailbox, which `opened` lets us into, while no other worker does."""

    def __init__(
        self,
        opened: Callable[[], AbstractAsyncContextManager[Inbox]],
        bookmark: Bookmark,
        door: MailDoor,
        rhythm: Rhythm,
    ) -> None:
        self._opened = opened
        self._bookmark = bookmark
        self._door = door
        self._rhythm = rhythm
        self._delay = 0.0
        self._said: str | None = None
        # Pages asked for in vain, and how many mails to ask for one by one because of it.
        self._in_vain = 0
        self._singly = 0

    async def run(self) -> None:
        """Read until cancelled."""
        try:
            while True:
                wait = await self._turn()
                await asyncio.sleep(wait)
        finally:
            with suppress(LedgerUnavailable):
                await self._bookmark.release()

    async def _turn(self) -> float:
        """Read for as long as it goes; how long to wait then."""
        try:
            await self._read()
        except LeaseLost:
            return self._rhythm.poll
        except LoginRefused as refused:
            return await self._hindered(str(refused), self._rhythm.refused)
        except MailboxUnreachable as away:
            self._singly = PAGE
            return await self._hindered(str(away), self._longer())
        except LedgerUnavailable as away:
            self._say(str(away))
        except Exception:
            # The outermost loop: what one mailbox has must not end the reading of all.
            log.exception("failed", mailbox=self._bookmark.mailbox)
        return self._longer()

    async def _read(self) -> None:
        known = await self._bookmark.take(self._rhythm.poll)
        async with self._opened() as inbox:
            while True:
                known = await self._look(inbox, known)
                self._delay, self._said = 0.0, None
                await inbox.wait(self._rhythm.poll)

    async def _look(self, inbox: Inbox, known: ReadingRow) -> ReadingRow:
        """Take in everything that is new; how far it has been read then."""
        numbering, last = await inbox.numbering(), known.last_uid
        if last is None or known.uidvalidity != numbering.uidvalidity:
            # What has been stored under other numbers is recognised.
            first = await inbox.first_since(self._bookmark.day_to_begin(known.read_at))
            last = (first or numbering.next_uid) - 1
        if self._in_vain >= TRIES:
            last = await self._pass_over(inbox, numbering, last)
        while page := await self._page(inbox, last):
            for message in page:
                await self._door.take_in(message.raw)
            # Moved behind what is stored: a mail may be read twice, and is not missed.
            last = page[-1].uid
            await self._bookmark.move(numbering.uidvalidity, last, self._rhythm.poll)
        return await self._bookmark.move(numbering.uidvalidity, last, self._rhythm.poll)

    async def _page(self, inbox: Inbox, last: int) -> tuple[Message, ...]:
        """The next mails; one alone where the server has failed before."""
        self._in_vain += 1
        page = await inbox.page_after(last, 1 if self._singly else PAGE)
        self._in_vain, self._singly = 0, max(self._singly - 1, 0)
        return page

    async def _pass_over(self, inbox: Inbox, numbering: Numbering, last: int) -> int:
        """Leave to a person the mail that the server lists and does not hand out."""
        uid = await inbox.next_after(last)
        self._in_vain = 0
        if uid is None:
            return last
        await self._door.miss(f"{self._bookmark.mailbox}/{numbering.uidvalidity}/{uid}")
        return uid

    async def _hindered(self, why: str, wait: float) -> float:
        self._say(why)
        with suppress(LeaseLost, LedgerUnavailable):
            await self._bookmark.hinder(why, wait)
        return wait

    def _say(self, why: str) -> None:
        """Once for as long as it is so."""
        if why != self._said:
            log.warning("mailbox is not read", mailbox=self._bookmark.mailbox, why=why)
        self._said = why

    def _longer(self) -> float:
        self._delay = self._rhythm.after(self._delay)
        return self._delay


async def read_mailboxes(
    ledger: SqlLedger, clock: Clock, accounts: Iterable[Account], door: MailDoor, poll: float
) -> None:
    """Each of them until cancelled, with a look at least every `poll` seconds of the host."""
    now, holder = HostClock(clock).now, f"{socket.gethostname()}/{os.getpid()}"

    def reader(account: Account) -> MailboxReader:
        opened = partial(open_inbox, account.server, tokens_of(account, ledger, now))
        bookmark = Bookmark(ledger, account.mailbox, holder, clock)
        return MailboxReader(opened, bookmark, door, Rhythm(poll=poll))

    await asyncio.gather(*(reader(account).run() for account in accounts))

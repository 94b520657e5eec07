"""Looks into the mailboxes for mails in doubt: one that lies in Sent has arrived."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from activities.transports.imap import MailboxUnreachable, Trace
from domain.facts import Resolved
from domain.mail.doubts import Doubt, Evidence, Resolution, Ruling, UnknownDoubt


class Doubts(Protocol):
    """What the ledger tells and takes of mails in doubt."""

    async def doubts(self) -> tuple[Doubt, ...]:
        """Every mail in doubt."""

    async def note(self, enrollment_id: str, step: str, found: Evidence, /) -> None:
        """Keep what a source has found."""

    async def resolve(self, resolution: Resolution, /) -> Resolved:
        """Move claim and touch to what was found. Raises `UnknownDoubt`."""


class Searchable(Protocol):
    """A mailbox that can be searched."""

    async def look_for(self, message_ids: Sequence[str], /) -> Mapping[str, Trace]:
        """The traces of these mails. Raises `MailboxUnreachable`."""


@dataclass(frozen=True)
class Searched:
    """How many doubts were looked for, how many had arrived, and which mailboxes did not answer."""

    looked_for: int
    arrived: int
    unreachable: Mapping[str, str]


class DoubtSearch:
    """Searches the mailboxes, by their bare addresses; `now` is Drumbeat time.

    `tell` has the run hear of a resolution; what it says is not needed, as the reconciler mends.
    """

    def __init__(
        self,
        ledger: Doubts,
        mailboxes: Mapping[str, Searchable],
        tell: Callable[[Doubt, Resolved], Awaitable[bool]],
        now: Callable[[], datetime],
    ) -> None:
        self._ledger = ledger
        self._mailboxes = mailboxes
        self._tell = tell
        self._now = now

    async def search(self) -> Searched:
        """Look for each mail in doubt whose mailbox can be searched. Absence proves nothing."""
        by_mailbox: dict[str, list[Doubt]] = {}
        for doubt in await self._ledger.doubts():
            if doubt.mailbox in self._mailboxes:
                by_mailbox.setdefault(doubt.mailbox, []).append(doubt)
        arrived, unreachable = 0, {}
        for address, doubts in by_mailbox.items():
            try:
                arrived += await self._search_in(address, doubts)
            except MailboxUnreachable as error:
                unreachable[address] = str(error)
        return Searched(sum(map(len, by_mailbox.values())), arrived, unreachable)

    async def _search_in(self, address: str, doubts: Sequence[Doubt]) -> int:
        """How many of the mails lie in the mailbox's Sent folder."""
        ids = [doubt.message_id for doubt in doubts]
        traces = await self._mailboxes[address].look_for(ids)
        found = [await self._take(address, doubt, traces[doubt.message_id]) for doubt in doubts]
        return found.count(True)

    async def _take(self, address: str, doubt: Doubt, trace: Trace) -> bool:
        source = f"imap {address}"
        evidence = Evidence(source, self._now(), trace.finding)
        await self._ledger.note(doubt.enrollment, doubt.step, evidence)
        if not trace.is_in_sent:
            return False
        arrived = Resolution(
            doubt.enrollment, doubt.step, Ruling.ARRIVED, by=source, at=evidence.at
        )
        try:
            fact = await self._ledger.resolve(arrived)
        except UnknownDoubt:
            # A person was faster.
            return False
        if doubt.is_open:
            await self._tell(doubt, fact)
        return True

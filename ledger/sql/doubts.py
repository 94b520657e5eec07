"""Mails in doubt on a database: one method, one transaction."""

from __future__ import annotations

from domain.facts import Resolved
from domain.mail.doubts import Doubt, Evidence, Resolution
from ledger.database.engine import Database
from ledger.touches import doubts


class SqlDoubts:
    """The part of `SqlLedger` that knows of mails in doubt."""

    _database: Database

    async def doubts(self) -> tuple[Doubt, ...]:
        """Every mail in doubt, the oldest first; a send under way is none yet."""
        return await self._database.read(doubts.doubts)

    async def doubt(self, enrollment_id: str, step: str) -> Doubt:
        """The mail of this touch, which is in doubt. Raises `UnknownDoubt`."""
        return await self._database.read(doubts.doubt, enrollment_id, step)

    async def note(self, enrollment_id: str, step: str, found: Evidence) -> None:
        """Keep what a source has found, in place of what it found before."""
        await self._database.run(doubts.note, enrollment_id, step, found)

    async def resolve(self, resolution: Resolution) -> Resolved:
        """Move claim and touch, once; the fact that says so.

        Also after the end of the enrollment, but to send it again: `CannotSendAgain`. Raises
        `UnknownDoubt` where nothing is in doubt, as once it has been resolved, and
        `UnknownEnrollment`.
        """
        return await self._database.run(doubts.resolve, resolution)

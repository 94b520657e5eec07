"""What people say of what came in, on a database: one method, one transaction."""

from __future__ import annotations

from datetime import datetime

from domain.facts import Fact, ReplyCorrected
from ledger.database.engine import Database
from ledger.enrollments import correcting
from ledger.inbound import recognizing


class SqlJudgements:
    """The part of `SqlLedger` that takes a person's word on an event."""

    _database: Database

    async def correct_reply(self, enrollment_id: str, fact: ReplyCorrected) -> tuple[Fact, ...]:
        """Give the reply that ended the enrollment another class, and decide anew.

        It ends otherwise, or is open again: then events that came too late count after all, and
        the reconciler starts its run. Raises `CannotCorrect` and `UnknownEnrollment`.
        """
        return await self._database.run(correcting.correct_reply, enrollment_id, fact)

    async def match_event(self, inbox_id: int, enrollment_id: str | None, at: datetime) -> str:
        """Say whom an unmatched event is about: this enrollment, or that which it likely fits.

        From now on it is as if it had matched when it came. Returns the enrollment. Raises
        `UnknownEvent`, `NoCandidate` and `UnknownEnrollment`.
        """
        return await self._database.run(recognizing.match_event, inbox_id, enrollment_id, at)

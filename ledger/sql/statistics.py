"""What statistics read of a database: one method, one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.analytics.stays import Stood
from domain.statistics.exposures import ExposuresWanted, Reached
from ledger.counts import exposures, stays
from ledger.database.engine import Database
from ledger.pages.keyset import Page
from ledger.records import Counted


class SqlStatistics:
    """The part of `SqlLedger` that statistics read."""

    _database: Database

    async def reached(self, wanted: ExposuresWanted) -> Reached:
        """Whom the arms of an experiment have reached, in that order."""
        return await self._database.read(exposures.reached, wanted)

    async def behind_arm(
        self, wanted: ExposuresWanted, arm: str, place: str | None = None, *, came: bool = False
    ) -> Page[Counted]:
        """Some of those of age whom the arm has reached, or of whom the outcome came.

        Raises `InvalidPlace`.
        """
        return await self._database.read(exposures.behind, wanted, arm, place, came=came)

    async def stood(self, cadences: Sequence[str], since: date, today: date) -> tuple[Stood, ...]:
        """Where people of these cadences, all if none is named, stood between these days."""
        return await self._database.read(stays.stood, cadences, since, today)

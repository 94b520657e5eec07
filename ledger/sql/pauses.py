"""Pauses of whole cadences on a database: one method, one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.pausing import CadencePause, HeldBack
from ledger.database.engine import Database
from ledger.enrollments import pauses
from ledger.records import Attribution


class SqlPauses:
    """The part of `SqlLedger` that pauses whole cadences and lets them go on."""

    _database: Database

    async def pause_cadence(self, name: str, attribution: Attribution) -> bool:
        """Let nothing of the cadence start, in any version; whether it was going on.

        Once this returns, none of its touches starts any more. Raises `UnknownCadence`.
        """
        return await self._database.run(pauses.pause, name, attribution)

    async def resume_cadence(self, name: str, by: str, at: datetime) -> bool:
        """Let it go on; whether it was paused. A worker tells those that are held.

        Raises `UnknownCadence`.
        """
        return await self._database.run(pauses.resume, name, by, at)

    async def paused_cadences(self) -> Mapping[str, CadencePause]:
        """The pauses that stand, by cadence."""
        return await self._database.read(pauses.paused)

    async def cadence_pauses(self, name: str) -> tuple[CadencePause, ...]:
        """Every pause of this cadence, the latest first."""
        return await self._database.read(pauses.history, name)

    async def ended_pauses(self) -> tuple[CadencePause, ...]:
        """`Pauses.ended_pauses`."""
        return await self._database.read(pauses.ended)

    async def held_back(self, pause: CadencePause, limit: int) -> tuple[HeldBack, ...]:
        """`Pauses.held_back`."""
        return await self._database.read(pauses.held_back, pause, limit)

    async def note_woken(self, pause_id: int, at: datetime) -> None:
        """`Pauses.note_woken`."""
        await self._database.run(pauses.note_woken, pause_id, at)

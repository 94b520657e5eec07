"""Pauses of whole cadences in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.errors import UnknownCadence
from domain.pausing import CADENCE_PAUSED, CadencePause, HeldBack
from ledger.memory.state import Kept, Memory
from ledger.records import Attribution


class MemoryPauses:
    """The part of `MemoryLedger` that pauses whole cadences and lets them go on."""

    _memory: Memory

    async def pause_cadence(self, name: str, attribution: Attribution) -> bool:
        """Let nothing of the cadence start, in any version; whether it was going on."""
        self._refuse_unknown(name)
        if self._memory.is_paused(name):
            return False
        told = self._memory.cadence_pauses
        # Whom an earlier pause still holds, the new one holds: its end wakes all of them.
        self._memory.woken |= {pause.id for pause in told if pause.cadence == name}
        said = (attribution.at, attribution.by, attribution.because)
        told.append(CadencePause(len(told) + 1, name, *said))
        return True

    async def resume_cadence(self, name: str, by: str, at: datetime) -> bool:
        """Let it go on; whether it was paused."""
        self._refuse_unknown(name)
        stands = self._memory.is_paused(name)
        self._memory.cadence_pauses = [
            replace(pause, resumed_at=at, resumed_by=by)
            if pause.cadence == name and pause.stands
            else pause
            for pause in self._memory.cadence_pauses
        ]
        return stands

    async def paused_cadences(self) -> Mapping[str, CadencePause]:
        """The pauses that stand, by cadence."""
        return {pause.cadence: pause for pause in self._memory.cadence_pauses if pause.stands}

    async def cadence_pauses(self, name: str) -> tuple[CadencePause, ...]:
        """Every pause of this cadence, the latest first."""
        told = reversed(self._memory.cadence_pauses)
        return tuple(pause for pause in told if pause.cadence == name)

    async def ended_pauses(self) -> tuple[CadencePause, ...]:
        """`Pauses.ended_pauses`."""
        told, woken = reversed(self._memory.cadence_pauses), self._memory.woken
        return tuple(pause for pause in told if not pause.stands and pause.id not in woken)

    async def held_back(self, pause: CadencePause, limit: int) -> tuple[HeldBack, ...]:
        """`Pauses.held_back`."""
        kept = self._memory.enrollments.values()
        theirs = [one for one in kept if one.is_open and one.cadence == pause.cadence]
        held = [(until, one) for one in theirs if (until := _held_until(one, pause))]
        ordered = sorted(held, key=lambda each: each[0])[:limit]
        return tuple(HeldBack(one.enrollment_id, one.workflow_id) for _, one in ordered)

    async def note_woken(self, pause_id: int, at: datetime) -> None:
        """`Pauses.note_woken`."""
        self._memory.woken.add(pause_id)

    def _refuse_unknown(self, name: str) -> None:
        if name not in {cadence.name for cadence in self._memory.cadences.values()}:
            raise UnknownCadence(f"no cadence {name!r} has been published")


def _held_until(kept: Kept, pause: CadencePause) -> datetime | None:
    """Until when it is held for a pause, after the end of this one."""
    touches = kept.projection.fold.state.touches.values()
    ends = (touch.until for touch in touches if touch.is_held_by(CADENCE_PAUSED))
    later = (end for end in ends if end and pause.resumed_at and end > pause.resumed_at)
    return min(later, default=None)

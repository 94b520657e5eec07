"""Tells those whom a pause of their whole cadence held that it is over, some at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from temporalio.client import Client
from temporalio.service import RPCError

from domain.clock import Clock
from domain.facts import Fact
from domain.pausing import CadencePause, HeldBack
from workflows.contract import CadenceResumed
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs.abreast import abreast

# How many are told in one go: those after them wait for the next, and so there is no burst.
AT_ONCE = 100
SIDE_BY_SIDE = 16
# An attempt that was refused just before the end has by then, in host time, recorded its hold.
STRAGGLERS_WITHIN = timedelta(minutes=1)
# The SDK repeats a call for 10 s by itself.
ANSWER_WITHIN = 5.0


class Pauses(Protocol):
    """A ledger, as far as it knows whom a pause holds after its end."""

    async def ended_pauses(self) -> tuple[CadencePause, ...]:
        """The pauses that are over and not yet noted as woken, the latest first."""

    async def held_back(self, pause: CadencePause, limit: int, /) -> tuple[HeldBack, ...]:
        """Those that it still holds after its end, the longest held first."""

    async def append(self, enrollment_id: str, facts: Sequence[Fact], /) -> tuple[Fact, ...]:
        """`FactLog.append`."""

    async def note_woken(self, pause_id: int, at: datetime, /) -> None:
        """Nobody is left whom it holds."""


class Waking:
    """Wakes those that are held for a pause which is over, and nobody else."""

    def __init__(self, client: Client, ledger: Pauses, clock: Clock) -> None:
        self._client = client
        self._ledger = ledger
        self._clock = clock

    async def wake(self, now: datetime) -> int:
        """Wake some, at a Drumbeat instant; how many. Raises `LedgerUnavailable`."""
        return sum([await self._wake(pause, now) for pause in await self._ledger.ended_pauses()])

    async def _wake(self, pause: CadencePause, now: datetime) -> int:
        held = await self._ledger.held_back(pause, AT_ONCE)
        await abreast(partial(self._tell, pause), held, SIDE_BY_SIDE)
        is_long_ago = pause.end.at + STRAGGLERS_WITHIN * self._clock.speed <= now
        if not held and is_long_ago:
            await self._ledger.note_woken(pause.id, now)
        return len(held)

    async def _tell(self, pause: CadencePause, one: HeldBack) -> None:
        """Ledger first: what only the ledger has, the reconciler gives to the run."""
        await self._ledger.append(one.enrollment_id, (pause.end,))
        run = self._client.get_workflow_handle_for(EnrollmentWorkflow.run, one.workflow_id)
        told = CadenceResumed(one.enrollment_id, pause.end)
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await run.signal(EnrollmentWorkflow.cadence_resumed, told)
        except (RPCError, TimeoutError, RuntimeError):
            return

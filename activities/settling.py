"""Records what became of a claim, with patience; the same for mails and texts."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.refusals import recorded
from activities.rep_work import Now
from activities.touching import Started, StartTouch, started_by
from domain.errors import LedgerUnavailable
from domain.facts import Fact, TouchInDoubt, TouchPerformed
from domain.ports import Claim, ClaimState, Ledger

# Seconds between the tries to record what a server answered.
SETTLE_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)


class Settling:
    """The end of a claim."""

    def __init__(self, ledger: Ledger, now: Now) -> None:
        self._ledger = ledger
        self._now = now

    async def begun(self, claim: Claim, request: StartTouch, mailbox: str | None = None) -> Started:
        """What a claim says that went out or may have: nothing is sent a second time.

        A mail's claim comes with the mailbox that it went from.
        """
        now = self._now()
        if claim.state is ClaimState.SENT:
            performed = TouchPerformed(at=now, step=claim.step, mailbox=mailbox)
            return await recorded(self._ledger, request, performed)
        # By the claim itself: its own attempt may be settling it in this moment.
        doubt = TouchInDoubt(at=now, step=claim.step, generation=claim.generation, mailbox=mailbox)
        return await self.settle(claim, ClaimState.IN_DOUBT, doubt)

    async def settle(self, claim: Claim, state: ClaimState, fact: Started) -> Started:
        """Record the outcome, also where the worker is told to stop in the middle of it."""
        settling = asyncio.create_task(self._settle_in_the_end(claim, state, fact))
        try:
            return await asyncio.shield(settling)
        except asyncio.CancelledError:
            with suppress(LedgerUnavailable, ApplicationError):
                await settling
            raise

    async def _settle_in_the_end(self, claim: Claim, state: ClaimState, fact: Started) -> Started:
        """With patience: nobody else knows what the server answered."""
        for wait in SETTLE_WAITS:
            try:
                return _only(await self._ledger.settle(claim, state, fact))
            except LedgerUnavailable:
                await asyncio.sleep(wait)
        return _only(await self._ledger.settle(claim, state, fact))


def token() -> str:
    """Unique to this attempt: the task token is the server's name for it."""
    info = activity.info()
    return f"{info.workflow_run_id}/{info.activity_id}/{info.attempt}/{info.task_token.hex()[-16:]}"


def _only(stored: tuple[Fact, ...]) -> Started:
    """The fact as it stands; nothing comes back to an attempt that lost its claim."""
    if not stored:
        raise ApplicationError("another attempt has taken this touch", type="TouchTaken")
    return started_by(stored[0])

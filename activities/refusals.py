"""What becomes of a touch that the ledger refused to start, the same for every channel."""

from __future__ import annotations

from datetime import datetime, timedelta

from activities.touching import Started, StartTouch, keys_of, started_by
from domain.facts import TouchHeld, TouchSkipped
from domain.mailboxes import NoSlot
from domain.ports import FactLog, Refusal

# How long, in Drumbeat time, until a refused touch is looked at again; what never may is absent.
LOOK_AGAIN: dict[Refusal, timedelta] = {
    Refusal.STOP_PENDING: timedelta(hours=1),
    Refusal.PAUSED: timedelta(hours=1),
    # Whoever resumes the cadence has them told at once.
    Refusal.CADENCE_PAUSED: timedelta(days=1),
    Refusal.WINDOW_PASSED: timedelta(0),
    Refusal.ALREADY_STARTED: timedelta(hours=1),
}


def refused(
    step: str, generation: int, refusal: Refusal | NoSlot, now: datetime
) -> TouchHeld | TouchSkipped:
    """A hold with its next look, or a skip where the touch may never start."""
    if isinstance(refusal, NoSlot):
        return TouchHeld(
            at=now,
            step=step,
            generation=generation,
            reason=refusal.reason.value,
            until=refusal.until,
            why=refusal.why,
        )
    if refusal not in LOOK_AGAIN:
        return TouchSkipped(at=now, step=step, reason=refusal)
    until = now + LOOK_AGAIN[refusal]
    return TouchHeld(at=now, step=step, generation=generation, reason=refusal, until=until)


async def what_stands(
    ledger: FactLog, touch: StartTouch, refusal: Refusal, now: datetime
) -> Started:
    """What an earlier attempt has recorded, and did not live to report; else the refusal, recorded.

    A hold in its place would fold to nothing in the ledger, and the run would ask for ever.
    """
    if stands := await ledger.standing(touch.enrollment_id, *keys_of(touch)):
        return started_by(stands)
    return await recorded(ledger, touch, refused(touch.step, touch.generation, refusal, now))


async def recorded(ledger: FactLog, touch: StartTouch, fact: Started) -> Started:
    """The fact as the ledger has it from now on."""
    (stored,) = await ledger.append(touch.enrollment_id, (fact,))
    return started_by(stored)

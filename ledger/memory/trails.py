"""Trails in memory."""

from __future__ import annotations

from domain.facts import EnrollmentEnded
from domain.ports import InboundEvent, Ingested
from domain.statistics.trails import Heard, Performed, Trail, TrailsWanted, heard_in, in_order
from domain.touch import Touched
from ledger.counts.trails import LATE, late
from ledger.memory.state import Kept, Memory


class MemoryTrails:
    """The part of `MemoryLedger` that statistics read."""

    _memory: Memory

    async def trails(self, wanted: TrailsWanted) -> tuple[Trail, ...]:
        """What those wanted left behind, in the order of enrollment."""
        kept = sorted(self._memory.enrollments.values(), key=lambda one: one.enrolled_at)
        return tuple(_trail(self._memory, one, wanted) for one in kept if _is_wanted(one, wanted))


def _is_wanted(kept: Kept, wanted: TrailsWanted) -> bool:
    return (
        (not wanted.cadences or kept.cadence in wanted.cadences)
        and (wanted.since is None or kept.enrolled_at >= wanted.since)
        and (wanted.until is None or kept.enrolled_at < wanted.until)
        and (wanted.experiment is None or wanted.experiment in kept.entry.variants)
    )


def _trail(memory: Memory, kept: Kept, wanted: TrailsWanted) -> Trail:
    ends = [fact.at for fact in kept.facts if isinstance(fact, EnrollmentEnded)]
    after_the_end = [
        _late(one.event)
        for one in memory.inbox.values()
        if one.enrollment_id == kept.enrollment_id
        and one.verdict == Ingested.TOO_LATE
        and one.event.fact in LATE
    ]
    return Trail(
        kept.enrollment_id,
        kept.cadence,
        kept.enrolled_at,
        None if kept.is_open else ends[-1],
        _performed(kept, wanted.experiment),
        in_order([*heard_in(kept.facts), *after_the_end]),
    )


def _late(event: InboundEvent) -> Heard:
    reply_class = event.detail.reply_class if event.detail else None
    return late(event.fact, reply_class, event.received_at)


def _performed(kept: Kept, experiment: str | None) -> tuple[Performed, ...]:
    rows = [
        row for row in kept.projection.touches.values() if row["status"] == Touched.PERFORMED.value
    ]
    touches = [Performed(r["step"], r["channel"], r["settled_at"], r["variant"]) for r in rows]
    shaped = [one for one in touches if experiment is None or experiment in one.arms]
    return tuple(sorted(shaped, key=lambda one: one.at))

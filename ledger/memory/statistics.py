"""What statistics read, in memory: made of the folds whenever somebody asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from domain.analytics.exposures import Exposure
from domain.analytics.stays import Stood
from domain.statistics.exposures import ExposuresWanted, Reached
from ledger.memory.analytics import page_behind
from ledger.memory.state import Memory
from ledger.pages.keyset import Page
from ledger.records import Counted


class MemoryStatistics:
    """The part of `MemoryLedger` that statistics read."""

    _memory: Memory

    async def reached(self, wanted: ExposuresWanted) -> Reached:
        """Whom the arms of an experiment have reached, in that order."""
        found = [one for _, one in sorted(_exposures(self._memory, wanted), key=_in_order)]
        of_age = [one for one in found if one.reached_at <= wanted.of_age]
        return Reached(
            [one.arm for one in of_age],
            [wanted.is_hit(one) for one in of_age],
            len(found) - len(of_age),
            sum(one.reached_at > wanted.lately for one in found),
        )

    async def behind_arm(
        self, wanted: ExposuresWanted, arm: str, place: str | None = None, *, came: bool = False
    ) -> Page[Counted]:
        """Some of those of age whom the arm has reached, or of whom the outcome came.

        Raises `InvalidPlace`.
        """
        many = Counter(
            enrollment_id
            for enrollment_id, one in _exposures(self._memory, wanted)
            if one.arm == arm and one.reached_at <= wanted.of_age
            if not came or wanted.is_hit(one)
        )
        return page_behind(self._memory, many, place)

    async def stood(self, cadences: Sequence[str], since: date, today: date) -> tuple[Stood, ...]:
        """Where people of these cadences, all if none is named, stood between these days."""
        alike = Counter(
            (stay.cadence, stay.stage, stay.since, stay.until, stay.met_on)
            for kept in self._memory.enrollments.values()
            for stay in kept.projection.fold.outcomes.stays.values()
            if not cadences or stay.cadence in cadences
            if stay.since <= today and (stay.until is None or stay.until > since)
        )
        return tuple(Stood(*stay, count) for stay, count in alike.items())


def _exposures(memory: Memory, wanted: ExposuresWanted) -> Iterator[tuple[str, Exposure]]:
    for kept in memory.enrollments.values():
        for one in kept.projection.fold.outcomes.exposures.values():
            if wanted.takes(one):
                yield kept.enrollment_id, one


def _in_order(one: tuple[str, Exposure]) -> tuple[object, ...]:
    enrollment_id, exposure = one
    return exposure.reached_at, enrollment_id

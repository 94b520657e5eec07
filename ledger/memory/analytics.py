"""Reports in memory: the rows are made of the folds whenever somebody asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from domain.analytics.marks import DUE, Fate
from domain.analytics.measures import Measure
from domain.analytics.questions import Group, Slice
from domain.world import Life
from ledger.memory.deals import take
from ledger.memory.state import Kept, Memory
from ledger.pages.keyset import ROWS, Page, key_of, page_of
from ledger.records import Counted, DealTaken, DealTold
from ledger.rules.admission import Entry, Published
from ledger.rules.counting import PERSON_COLUMNS, Row, person_outcome_row, touch_outcome_row


class MemoryAnalytics:
    """The part of `MemoryLedger` that counts."""

    _memory: Memory

    async def touch_groups(self, of: Slice, by: Sequence[str]) -> tuple[Group, ...]:
        """`Counters.touch_groups`."""
        alike = Counter(
            (tuple(row[name] for name in by), row["marks"], row["fate"], row["lag_days"])
            for _, row in _touches(self._memory, of)
        )
        return tuple(
            Group(parts, count, marks, fate, lag_days)
            for (parts, marks, fate, lag_days), count in alike.items()
        )

    async def person_groups(self, of: Slice, by: Sequence[str]) -> tuple[Group, ...]:
        """`Counters.person_groups`."""
        names = [PERSON_COLUMNS.get(name, name) for name in by]
        alike = Counter(
            (tuple(row[name] for name in names), row["marks"])
            for _, row in _people(self._memory, of)
        )
        return tuple(Group(parts, count, marks) for (parts, marks), count in alike.items())

    async def behind(
        self, measure: Measure, of: Slice, window: int, place: str | None = None
    ) -> Page[Counted]:
        """`Counters.behind`."""
        rows = _touches(self._memory, of) if measure.is_of_touches else _people(self._memory, of)
        many = Counter(kept.enrollment_id for kept, row in rows if _counts(measure, row, window))
        return page_behind(self._memory, many, place)

    async def tell_deals(self, deals: Sequence[DealTold]) -> tuple[DealTaken, ...]:
        """Record what a CRM says of opportunities, each once, in one transaction."""
        return tuple(take(self._memory, deal) for deal in deals)

    async def plant(self, lives: Sequence[Life]) -> int:
        """Write whole lives at once, of people whom nobody knows; the number of facts."""
        for life in lives:
            plant(self._memory, life)
        return sum(len(life.facts) for life in lives)


def page_behind(memory: Memory, many: Mapping[str, int], place: str | None) -> Page[Counted]:
    """Some of those with such rows, in the order in which they came. Raises `InvalidPlace`."""
    after = key_of(place, int)[0] if place else 0
    numbered = enumerate(memory.enrollments.values(), 1)
    found = [(n, kept) for n, kept in numbered if n > after and many.get(kept.enrollment_id)]

    def counted(one: tuple[int, Kept]) -> Counted:
        _, kept = one
        address = memory.prospects[kept.prospect_id].address
        return Counted(kept.enrollment_id, address, kept.cadence, many[kept.enrollment_id])

    return page_of(found[: ROWS + 1], counted, lambda one: [one[0]])


def plant(memory: Memory, life: Life) -> None:
    """`planting.plant`, for one."""
    group, (enrolled, *_) = life.cadence.exclusivity_group, life.facts
    memory.prospects[life.prospect.id] = life.prospect
    kept = Kept(
        enrollment_id=life.enrollment_id,
        prospect_id=life.prospect.id,
        cadence=life.cadence.name,
        version=life.cadence.version,
        group=group,
        workflow_id=f"enrollment/{group}/{life.prospect.id}",
        enrolled_at=enrolled.at,
        entry=Entry(Published(life.cadence, life.cadence.version), enrolled.at, {}),
    )
    memory.enrollments[life.enrollment_id] = kept
    for fact in life.facts:
        memory.append(kept, [fact])


def _touches(memory: Memory, of: Slice) -> Iterator[tuple[Kept, Row]]:
    for kept in memory.enrollments.values():
        for outcome in kept.projection.fold.outcomes.touches.values():
            has_come = outcome.fate is not Fate.WAITING or outcome.day <= of.today
            row = touch_outcome_row(outcome)
            if outcome.fate in DUE and has_come and of.takes(outcome.day, row):
                yield kept, row


def _people(memory: Memory, of: Slice) -> Iterator[tuple[Kept, Row]]:
    for kept in memory.enrollments.values():
        if (person := kept.projection.fold.outcomes.person) is None:
            continue
        row = person_outcome_row(person)
        parts = {**row, **{name: row[column] for name, column in PERSON_COLUMNS.items()}}
        if of.takes(person.day, parts):
            yield kept, row


def _counts(measure: Measure, row: Row, window: int) -> bool:
    fate = Fate(row["fate"]) if "fate" in row else None
    return measure.counts(fate, row["marks"], row.get("lag_days"), window)

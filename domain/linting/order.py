"""Steps of one day: whether they can follow each other by every channel and condition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations, groupby

from domain.cadence.consistency import since_midnight
from domain.linting.reading import Reading
from domain.linting.rule import Remark, warning
from domain.linting.sources import DRUMBEAT, from_
from domain.linting.wording import Wording


@warning(
    remedy="change a window, or the day of one of them",
    source=from_(DRUMBEAT, "what finds no room on its day comes on the next"),
)
def never_on_its_day(reading: Reading) -> Iterator[Remark]:
    """Steps of one day can follow each other there, also by their alternatives and under `when`."""
    for _, group in groupby(reading.wordings, key=lambda one: one.step.day):
        seen: set[int] = set()
        for before, one in combinations(group, 2):
            if before.number >= one.number or one.number in seen:
                continue
            if not _has_room(reading, before, one):
                seen.add(one.number)
                way = f"{one.step.id!r} by {one.channel} can never follow {before.step.id!r}"
                wrong = f"{way} by {before.channel} on day {one.step.day}"
                yield Remark(("steps", one.number), wrong)


def _has_room(reading: Reading, before: Wording, one: Wording) -> bool:
    first = _begins(reading, before) + reading.cadence.gap_of(one.step)
    closes = reading.cadence.window_of(one.step, one.channel).closes
    if one.step.at is not None:
        return first <= since_midnight(one.step.at)
    return first < since_midnight(closes)


def _begins(reading: Reading, one: Wording) -> timedelta:
    return since_midnight(one.step.at or reading.cadence.window_of(one.step, one.channel).opens)


RULES = (never_on_its_day,)

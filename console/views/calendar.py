"""A cadence as a calendar picture: a row for each channel, a column for each day that has work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.views.words import CHANNELS
from domain.cadence import Cadence
from ledger.pages.cadences import Standing


@dataclass(frozen=True)
class Square:
    """A step in the picture, and how many stand at it now."""

    step: str
    says: str
    people: int


@dataclass(frozen=True)
class Picture:
    """The days, and what each channel does on them."""

    days: tuple[int, ...]
    rows: tuple[tuple[str, tuple[tuple[Square, ...], ...]], ...]


def picture_of(cadence: Cadence, standings: Sequence[Standing]) -> Picture:
    """The picture of this version, with the people who are at its steps."""
    people = _people(standings)
    days = tuple(sorted({step.day for step in cadence.steps}))
    channels = [name for name in CHANNELS if any(s.channel == name for s in cadence.steps)]
    return Picture(
        days,
        tuple(
            (
                channel,
                tuple(
                    tuple(
                        Square(step.id, _says(step), people.get(step.id, 0))
                        for step in cadence.steps
                        if step.day == day and step.channel == channel
                    )
                    for day in days
                ),
            )
            for channel in channels
        ),
    )


def _people(standings: Sequence[Standing]) -> Mapping[str, int]:
    """How many who have not ended are at each step."""
    counts: dict[str, int] = {}
    for each in standings:
        if each.step is not None and each.state in ("pending", "active", "paused"):
            counts[each.step] = counts.get(each.step, 0) + each.count
    return counts


def _says(step: object) -> str:
    """The first words of what the step says."""
    for name in ("subject", "script", "message", "text", "instructions"):
        if isinstance(said := getattr(step, name, None), str) and said.strip():
            return said.strip().splitlines()[0]
    questions: tuple[str, ...] = getattr(step, "questions", ())
    return questions[0] if questions else ""

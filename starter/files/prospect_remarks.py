"""A list of prospects beside the cadence that it is for: what is missing in it, and what is odd."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from domain.cadence import Cadence
from domain.cadence.words import required_in
from domain.observances import Observances, regions_of
from domain.people.prospects import Prospect
from domain.rendering import variables_of
from starter.errors import BadInput
from starter.files.prospects import ProspectFile
from starter.output import notice


def remark_on(csv: Path, rows: ProspectFile, cadences: Sequence[Cadence]) -> None:
    """Says in one line each what some rows lack.

    Raises `BadInput` where a column is missing that one of the cadences requires.
    """
    required = {name: cadence.name for cadence in cadences for name in required_in(cadence)}
    for name, cadence in required.items():
        if name not in rows.columns:
            raise BadInput(
                f"{csv}:1: there is no column {name!r}, which {cadence} requires; add it, or "
                "declare the variable as optional"
            )
    for line in chain(_lacking(rows, required), _unknown_regions(rows)):
        notice(f"{csv}:{line}")


def _lacking(rows: ProspectFile, required: Iterable[str]) -> Iterator[str]:
    for name in required:
        lines = [
            line
            for person, line in zip(rows.prospects, rows.lines, strict=True)
            if name not in variables_of(person)
        ]
        if lines:
            said = f"{lines[0]}: {name!r} is missing here{_and_more(lines)}"
            yield f"{said}; touches that say it become rep tasks"


def _unknown_regions(rows: ProspectFile) -> Iterator[str]:
    """Regions that no calendar knows, though that of the country tells regions apart."""
    odd = [
        (person, line)
        for person, line in zip(rows.prospects, rows.lines, strict=True)
        if _has_unknown_region(person)
    ]
    if odd:
        first, line = odd[0]
        known = regions_of(first.country or "")[0]
        more = _and_more([line for _, line in odd])
        said = f"{line}: {first.country} has no region {first.region!r}; the holidays of all of it"
        yield f"{said} count here{more}; write one such as {known}"


def _has_unknown_region(person: Prospect) -> bool:
    if not person.region or not person.country or not regions_of(person.country):
        return False
    return not Observances(person.country, person.region).is_known


def _and_more(lines: Sequence[int]) -> str:
    more = len(lines) - 1
    return f" and in {more:,} more" if more else ""

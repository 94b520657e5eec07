"""Answers what a report asks, from any ledger: the page, the CSV and the JSON are this table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from domain.analytics.asking import Question
from domain.analytics.marks import REPLIED
from domain.analytics.measures import Measure
from domain.analytics.questions import OF_VERSIONS, Group, Slice, Value
from domain.analytics.reports import PACE
from domain.analytics.tables import Line, Table, table_of
from domain.cadence import Cadence
from ledger.pages.keyset import Page
from ledger.records import CadenceRow, Counted


class Counters(Protocol):
    """What a ledger counts; the parts are names of `questions`, but for those of versions."""

    async def touch_groups(self, of: Slice, by: Sequence[str]) -> tuple[Group, ...]:
        """The touches of the slice that are due, alike ones as one, parted by these."""

    async def person_groups(self, of: Slice, by: Sequence[str]) -> tuple[Group, ...]:
        """The people of the slice, alike ones as one, parted by these."""

    async def behind(
        self, measure: Measure, of: Slice, window: int, place: str | None = None
    ) -> Page[Counted]:
        """Some of those whom a number of this measure counts, in the order in which they came."""

    async def cadence(self, name_or_version: str) -> Cadence:
        """The newest of a name, or exactly a version."""

    async def cadences(self) -> tuple[CadenceRow, ...]:
        """Every published version."""


async def answer(ledger: Counters, question: Question) -> Table:
    """The table; its lines add up to its total, its rates are of one measure."""
    report, sliced = question.report, await _sliced(ledger, question.of)
    columns = tuple("version" if name in OF_VERSIONS else name for name in question.columns)
    count = ledger.touch_groups if report.is_of_touches else ledger.person_groups
    groups: Sequence[Group] = await count(sliced, columns)
    if question.by in OF_VERSIONS:
        named = await _versions(ledger, question.by)
        groups = [replace(group, parts=(named[str(group.parts[0])],)) for group in groups]
    if report is PACE:
        groups = [group for group in groups if group.marks & REPLIED]
    table = table_of(groups, question.columns, report.of, report.measures, question.window)
    return await _in_order_of_steps(ledger, table) if "step" in table.by else table


async def people(
    ledger: Counters,
    question: Question,
    measure: Measure,
    part: Mapping[str, Value],
    place: str | None = None,
) -> Page[Counted]:
    """Whom this number of the line with this part counts; of all lines, where there is no part."""
    where = {**question.of.where, **{name: (value,) for name, value in part.items()}}
    sliced = await _sliced(ledger, replace(question.of, where=where))
    return await ledger.behind(measure, sliced, question.window, place)


async def _in_order_of_steps(ledger: Counters, table: Table) -> Table:
    """The lines as the newest version of each cadence has its steps; others come after."""
    names = {str(line.part[0]) for line in table.lines}
    steps = {name: [step.id for step in (await ledger.cadence(name)).steps] for name in names}

    def place(line: Line) -> tuple[str, int]:
        name, step = map(str, line.part[:2])
        return name, steps[name].index(step) if step in steps[name] else len(steps[name])

    return replace(table, lines=tuple(sorted(table.lines, key=place)))


async def _versions(ledger: Counters, name: str) -> dict[str, str]:
    """What each version says under this name."""
    versions = [row.version for row in await ledger.cadences()]
    return {version: getattr(await ledger.cadence(version), name) for version in versions}


async def _sliced(ledger: Counters, of: Slice) -> Slice:
    """The slice by columns alone: a persona or direction is the versions that have it."""
    where = dict(of.where)
    for name in OF_VERSIONS:
        if (wanted := where.pop(name, None)) is None:
            continue
        versions = await _versions(ledger, name)
        known = where.get("version", tuple(versions))
        where["version"] = tuple(v for v in known if versions.get(str(v)) in wanted)
    return replace(of, where=where)

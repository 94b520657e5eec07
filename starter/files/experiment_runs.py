"""The experiments of all cadences that were ever published."""

from __future__ import annotations

from collections import defaultdict

from domain.statistics.experiment_runs import ExperimentRun, Published, runs_of
from ledger.sql import SqlLedger


async def all_runs(ledger: SqlLedger) -> tuple[ExperimentRun, ...]:
    """The latest run of every experiment of every cadence, by the cadence's name."""
    versions: dict[str, list[Published]] = defaultdict(list)
    for row in await ledger.cadences():
        cadence = await ledger.cadence(row.version)
        versions[row.name].append(Published(cadence, row.published_at))
    return tuple(run for published in versions.values() for run in runs_of(published))

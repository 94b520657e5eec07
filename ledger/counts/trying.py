"""Answers what experiments say, from any ledger: the command and the pages ask here.

Needs scipy, which takes half a second to load.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from domain.cadence import Cadence
from domain.errors import DrumbeatError
from domain.statistics.experiment_answers import Answer, answer_of, refuse_incomparable
from domain.statistics.experiment_runs import ExperimentRun, Published, runs_of
from domain.statistics.exposures import ExposuresWanted, Question, Reached
from ledger.records import CadenceRow


class UnknownExperiment(DrumbeatError):
    """The cadence has no experiment of this id."""


class Trials(Protocol):
    """What a ledger knows of experiments."""

    async def reached(self, wanted: ExposuresWanted) -> Reached:
        """Whom the arms of an experiment have reached, in that order."""

    async def cadence(self, name_or_version: str) -> Cadence:
        """The newest of a name, or exactly a version. Raises `UnknownCadence`."""

    async def cadences(self) -> tuple[CadenceRow, ...]:
        """Every published version."""


async def all_runs(ledger: Trials) -> tuple[ExperimentRun, ...]:
    """The latest run of every experiment of every cadence, by the cadence's name."""
    return await _runs(ledger, await ledger.cadences())


async def run_of(ledger: Trials, cadence: str, experiment: str) -> ExperimentRun:
    """The latest run of the experiment. Raises `UnknownCadence`, `UnknownExperiment`."""
    name = (await ledger.cadence(cadence)).name
    theirs = [row for row in await ledger.cadences() if row.name == name]
    runs = {run.experiment.id: run for run in await _runs(ledger, theirs)}
    if experiment not in runs:
        known = ", ".join(runs) or "none"
        raise UnknownExperiment(f"{name} has no experiment {experiment!r}; it has: {known}")
    return runs[experiment]


async def answer(ledger: Trials, run: ExperimentRun, question: Question, now: datetime) -> Answer:
    """What is known now. Raises `NothingToCompare`."""
    refuse_incomparable(run)
    return answer_of(run, question, await ledger.reached(run.exposures(question, now)))


async def _runs(ledger: Trials, rows: Iterable[CadenceRow]) -> tuple[ExperimentRun, ...]:
    versions: dict[str, list[Published]] = defaultdict(list)
    for row in rows:
        cadence = await ledger.cadence(row.version)
        versions[row.name].append(Published(cadence, row.published_at))
    return tuple(run for published in versions.values() for run in runs_of(published))

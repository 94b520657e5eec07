"""Since when an experiment is asked the same thing, over the versions of its cadence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.cadence import Cadence, Experiment
from domain.statistics.exposures import ExposuresWanted, Question


@dataclass(frozen=True)
class Published:
    """A version of a cadence and when it was published, the last time if more than once."""

    cadence: Cadence
    at: datetime


@dataclass(frozen=True)
class ExperimentRun:
    """An experiment as it stood from `since` until `until` (it still does if None).

    Versions that change other things belong to the same run: all arms got them alike. One that
    changes an arm or a weight begins another.
    """

    cadence: str
    version: str
    experiment: Experiment
    since: datetime
    until: datetime | None = None

    @property
    def weights(self) -> Mapping[str, float]:
        """The weights of the arms, in the order of the file."""
        return {arm.id: float(arm.weight) for arm in self.experiment.variants}

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to compare: two arms at least."""
        return sum(weight > 0 for weight in self.weights.values()) > 1

    def exposures(self, question: Question, now: datetime) -> ExposuresWanted:
        """Whom it is about: also those whom an arm has sent to another cadence."""
        elsewhere = [arm.cadence for arm in self.experiment.variants if arm.cadence]
        return ExposuresWanted(question, (self.cadence, *elsewhere), self.since, self.until, now)


def runs_of(versions: Sequence[Published]) -> tuple[ExperimentRun, ...]:
    """The latest run of every experiment that these versions of one cadence ever had.

    In the order of the file, those that are over last.
    """
    ordered = sorted(versions, key=lambda one: one.at, reverse=True)
    named = dict.fromkeys(each.id for one in ordered for each in one.cadence.experiments)
    return tuple(run for name in named for run in _latest(ordered, name))


def _latest(ordered: Sequence[Published], name: str) -> Iterator[ExperimentRun]:
    """The newest version that has it, back to the first of those that have it just so."""
    until: datetime | None = None
    run: ExperimentRun | None = None
    for one in ordered:
        experiment = _experiment(one.cadence, name)
        if run is None and experiment is None:
            until = one.at
        elif experiment is None or (run is not None and experiment != run.experiment):
            break
        else:
            version = run.version if run else one.cadence.version
            run = ExperimentRun(one.cadence.name, version, experiment, one.at, until)
    if run is not None:
        yield run


def _experiment(cadence: Cadence, name: str) -> Experiment | None:
    return next((one for one in cadence.experiments if one.id == name), None)

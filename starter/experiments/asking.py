"""What a running experiment says so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.settings import Settings
from domain.cadence import span_of
from domain.statistics.comparing import Comparison, Seen, compare
from domain.statistics.experiment_runs import ExperimentRun
from domain.statistics.exposures import Question, exposed, matured, weekly
from domain.statistics.trails import Outcome
from domain.statistics.verdicts import verdict
from ledger.sql import SqlLedger
from starter.errors import BadInput
from starter.files.experiment_runs import all_runs
from starter.session import host_clock, opened_ledger


@dataclass(frozen=True)
class Answer:
    """The comparison of those who have had their time; `young` is how many still have it."""

    run: ExperimentRun
    question: Question
    comparison: Comparison
    young: int
    weekly: float

    @property
    def verdict(self) -> str:
        """In a sentence."""
        return verdict(self.comparison, self.weekly)


def question_of(experiment: str, outcome: Outcome, within: str) -> Question:
    """Raises `BadInput` where `within` is no span."""
    try:
        return Question(experiment, outcome, span_of(within))
    except ValueError as error:
        raise BadInput(f"--within: {error}") from error


async def asked(settings: Settings, cadence: str, question: Question) -> Answer:
    """What the ledger of this machine knows now. Raises as `run_of` and `answer`."""
    async with opened_ledger(settings) as ledger:
        now = (await host_clock(ledger)).now()
        return await answer(ledger, await run_of(ledger, cadence, question), question, now)


async def run_of(ledger: SqlLedger, cadence: str, question: Question) -> ExperimentRun:
    """The latest run of the experiment. Raises `UnknownCadence`, `BadInput` where it has none."""
    name = (await ledger.cadence(cadence)).name
    runs = {run.experiment.id: run for run in await all_runs(ledger) if run.cadence == name}
    if question.experiment not in runs:
        known = ", ".join(runs) or "none"
        raise BadInput(f"{name} has no experiment {question.experiment!r}; it has: {known}")
    return runs[question.experiment]


async def answer(
    ledger: SqlLedger, run: ExperimentRun, question: Question, now: datetime
) -> Answer:
    """What is known now. Raises `BadInput` where fewer than two arms are drawn."""
    if sum(weight > 0 for weight in run.weights.values()) < 2:  # noqa: PLR2004 -- a comparison takes two
        raise BadInput(f"{run.cadence}: only one arm of {run.experiment.id} is drawn")
    reached = exposed(await ledger.trails(run.trails), question)
    of_age = matured(reached, question.within, now)
    comparison = compare(run.weights, [Seen(one.arm, one.is_hit) for one in of_age])
    return Answer(run, question, comparison, len(reached) - len(of_age), weekly(reached, now))


def within_text(within: timedelta) -> str:
    """In days, as people say it."""
    return f"{within / timedelta(days=1):g} days"

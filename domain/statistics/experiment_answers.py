"""What an experiment says so far: one answer behind the page, the command, the CSV and the JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from domain.analytics.exposures import Outcome
from domain.analytics.tables import SMALLEST
from domain.errors import DrumbeatError
from domain.statistics.comparing import ArmFigures, Comparison, PairFigures, compare
from domain.statistics.experiment_runs import ExperimentRun
from domain.statistics.exposures import Question, Reached
from domain.statistics.verdicts import verdict

HOPED_FOR = {
    Outcome.POSITIVE: "a positive reply or a meeting",
    Outcome.REPLY: "a reply of any kind or a meeting",
    Outcome.MEETING: "a meeting",
}
# What three places can show of a level.
SMALLEST_P = 0.001


class NothingToCompare(DrumbeatError):
    """Only one arm of the experiment is drawn."""


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

    @property
    def within(self) -> str:
        """How soon after the first touch, in days."""
        return f"{self.question.within / timedelta(days=1):g} days"

    @property
    def came(self) -> str:
        """What counts as an outcome."""
        return f"{HOPED_FOR[self.question.outcome]} within {self.within} of the first touch"


def refuse_incomparable(run: ExperimentRun) -> None:
    """Raises `NothingToCompare`."""
    if not run.is_drawn:
        raise NothingToCompare(f"{run.cadence}: only one arm of {run.experiment.id} is drawn")


def answer_of(run: ExperimentRun, question: Question, reached: Reached) -> Answer:
    """What those whom the arms have reached say."""
    comparison = compare(run.weights, reached.arms, reached.is_hit)
    return Answer(run, question, comparison, reached.young, reached.weekly)


def rate_of(arm: ArmFigures) -> float | None:
    """The arm's rate; None where it is of too few to say anything."""
    return arm.count.rate if arm.count.tried >= SMALLEST else None


def points_of(pair: PairFigures, comparison: Comparison) -> float:
    """By how much the rate of `other` is above that of `one`."""
    rates = {arm.arm: arm.count.rate for arm in comparison.arms}
    return rates[pair.other] - rates[pair.one]


def p_of(p: float) -> str:
    """A level, to three places."""
    return f"{p:.3f}" if p >= SMALLEST_P else "< 0.001"


def pair_words(pair: PairFigures, comparison: Comparison) -> tuple[str, str, str, str]:
    """Which two, by how many points, between which, and at what level."""
    by = f"{100 * points_of(pair, comparison):+.1f} points"
    interval = f"{100 * pair.difference.low:+.1f} to {100 * pair.difference.high:+.1f}"
    return f"{pair.other} over {pair.one}", by, interval, p_of(pair.p)


def document_of(answer: Answer) -> dict[str, object]:
    """As one document; rates and differences are shares of 1, a rate of too few is null."""
    run, question, comparison = answer.run, answer.question, answer.comparison
    return {
        "cadence": run.cadence,
        "version": run.version,
        "experiment": run.experiment.id,
        "since": run.since.isoformat(),
        "until": run.until and run.until.isoformat(),
        "outcome": question.outcome.value,
        "within_days": question.within / timedelta(days=1),
        "smallest": SMALLEST,
        "arms": [{**asdict(arm), "rate": rate_of(arm)} for arm in comparison.arms],
        "pairs": [{**asdict(pair), "by": points_of(pair, comparison)} for pair in comparison.pairs],
        "split_p": comparison.split_p,
        "is_split_suspicious": comparison.is_split_suspicious,
        "winner": comparison.winner,
        "more": comparison.more,
        "weekly": answer.weekly,
        "young": answer.young,
        "verdict": answer.verdict,
    }


def sheet_of(answer: Answer) -> Iterator[Sequence[str]]:
    """The arms as the rows of a CSV, the header first; a rate of too few is empty."""
    yield "arm", "share", "people", "came", "rate", "low", "high", "chance_to_be_best", "verdict"
    for arm in answer.comparison.arms:
        rate = rate_of(arm)
        yield (
            arm.arm,
            f"{arm.share:.4f}",
            str(arm.count.tried),
            str(arm.count.hits),
            "" if rate is None else f"{rate:.4f}",
            f"{arm.interval.low:.4f}",
            f"{arm.interval.high:.4f}",
            f"{arm.chance:.4f}",
            answer.verdict,
        )

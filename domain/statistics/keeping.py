"""Which arm of an experiment is kept, and what is written down of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.cadence.promotions import Promotion
from domain.errors import DrumbeatError
from domain.statistics.experiment_answers import Answer
from domain.statistics.verdicts import rates


class NothingToKeep(DrumbeatError):
    """No arm has won, and no reason is given to keep one all the same."""


@dataclass(frozen=True)
class Wish:
    """The arm that is to be kept (the winner if None), who wants it and why."""

    arm: str | None
    by: str
    because: str | None


def arm_of(found: Answer, wish: Wish) -> str:
    """The arm to keep. Raises `NothingToKeep`, which says what would do."""
    winner, arm = found.comparison.winner, wish.arm
    if arm is None and winner is None:
        raise NothingToKeep(
            f"{found.verdict}; to end it anyway name the arm and say why (--arm, --because)"
        )
    if arm not in (None, winner) and wish.because is None:
        raise NothingToKeep(f"{arm} has not won, {found.verdict}; say why it is kept (--because)")
    return arm or str(winner)


def remark_of(found: Answer, arm: str, wish: Wish, at: datetime) -> str:
    """For whoever reads the file."""
    question, figures = found.question, rates(found.comparison)
    because = f" because {wish.because}" if wish.because else ""
    return (
        f"{at:%Y-%m-%d}: of the experiment {question.experiment} {wish.by} kept {arm}{because}; "
        f"{question.outcome.value}: {figures}"
    )


def promotion_of(found: Answer, arm: str, version: str, wish: Wish, at: datetime) -> Promotion:
    """What is kept of it for whoever asks later, with all that was known."""
    return Promotion(
        cadence=found.run.cadence,
        experiment=found.run.experiment.id,
        arm=arm,
        version_before=found.run.version,
        version=version,
        at=at,
        by=wish.by,
        because=wish.because,
        figures=json.dumps(_figures(found)),
    )


def _figures(found: Answer) -> dict[str, object]:
    comparison, question = found.comparison, found.question
    return {
        "outcome": question.outcome.value,
        "within_days": question.within / timedelta(days=1),
        "arms": {arm.arm: [arm.count.tried, arm.count.hits] for arm in comparison.arms},
        "p": {f"{pair.one}, {pair.other}": pair.p for pair in comparison.pairs},
        "split_p": comparison.split_p,
        "verdict": found.verdict,
    }

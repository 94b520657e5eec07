"""What an address asks of an experiment, and its answer as a page and a drawing show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from pydantic import BaseModel, Field

from console.asked import LONGEST_PLACE, LONGEST_SEARCH
from console.views.ranges import Range
from console.views.rendering import query
from domain.analytics.exposures import Outcome
from domain.analytics.writing import range_of
from domain.statistics.comparing import ArmFigures, PairFigures
from domain.statistics.experiment_answers import Answer, pair_words, rate_of
from domain.statistics.exposures import Question


class Asking(BaseModel):
    """Which outcome within how many days; an arm, and whether those of whom it came."""

    outcome: Outcome = Outcome.POSITIVE
    within: int = Field(14, ge=1, le=366)
    arm: str = Field("", max_length=LONGEST_SEARCH)
    came: bool = False
    ink: str = Field("", max_length=LONGEST_SEARCH)
    place: str = Field("", max_length=LONGEST_PLACE)

    def question(self, experiment: str) -> Question:
        """What is asked of this experiment."""
        return Question(experiment, self.outcome, timedelta(days=self.within))

    def address(self, **more: object) -> str:
        """The part of an address after the question mark that asks the same, and more."""
        return query(outcome=self.outcome.value, within=self.within, **more)


@dataclass(frozen=True)
class ArmLine:
    """An arm as the page shows it; its counts lead to their people."""

    arm: str
    share: str
    people: str
    came: str
    rate: str
    interval: str
    chance: str
    people_href: str
    came_href: str


@dataclass(frozen=True)
class PairLine:
    """Two arms beside each other."""

    words: str
    by: str
    interval: str
    p: str
    better: str


def path_of(cadence: str, experiment: str) -> str:
    """Where the experiment stands."""
    return f"/analytics/experiments/{quote(cadence, safe='')}/{quote(experiment, safe='')}"


def arm_lines(answer: Answer, asking: Asking) -> list[ArmLine]:
    """In the order of the file."""
    path = path_of(answer.run.cadence, answer.run.experiment.id)
    return [_arm(arm, f"{path}/people", asking) for arm in answer.comparison.arms]


def pair_lines(answer: Answer) -> list[PairLine]:
    """Every pair of arms."""
    return [_pair(pair, answer) for pair in answer.comparison.pairs]


def drawn_of(answer: Answer) -> list[Range]:
    """The rates of the arms with their intervals; of too few there is nothing to draw."""
    arms = [arm for arm in answer.comparison.arms if rate_of(arm) is not None]
    return [Range(a.arm, a.interval.low, a.count.rate, a.interval.high) for a in arms]


def _arm(arm: ArmFigures, path: str, asking: Asking) -> ArmLine:
    rate = rate_of(arm)
    return ArmLine(
        arm=arm.arm,
        share=f"{arm.share:.0%}",
        people=f"{arm.count.tried:,}",
        came=f"{arm.count.hits:,}",
        rate="" if rate is None else f"{rate:.1%}",
        interval=f"{range_of(arm.interval)} %",
        chance=f"{arm.chance:.0%}",
        people_href=f"{path}?{asking.address(arm=arm.arm)}" if arm.count.tried else "",
        came_href=f"{path}?{asking.address(arm=arm.arm, came=1)}" if arm.count.hits else "",
    )


def _pair(pair: PairFigures, answer: Answer) -> PairLine:
    return PairLine(*pair_words(pair, answer.comparison), pair.better or "")

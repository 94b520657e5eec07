"""What an experiment is asked, and the row of people that it is answered from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.analytics.exposures import Exposure, Outcome

# Of these weeks it is told how many people come in one.
LATELY = timedelta(weeks=4)


@dataclass(frozen=True)
class Question:
    """What an experiment is asked: which outcome within which time of the first touch."""

    experiment: str
    outcome: Outcome
    within: timedelta


@dataclass(frozen=True)
class ExposuresWanted:
    """Of these cadences, enrolled from `since` to before `until`, as things stand `now`."""

    question: Question
    cadences: tuple[str, ...]
    since: datetime
    until: datetime | None
    now: datetime

    @property
    def seconds(self) -> int:
        """How long an outcome may take."""
        return int(self.question.within.total_seconds())

    @property
    def of_age(self) -> datetime:
        """Who was reached by then has had all the time; until then no outcome is no miss."""
        return self.now - self.question.within

    @property
    def lately(self) -> datetime:
        """Who was reached after that came lately."""
        return self.now - LATELY

    def takes(self, exposure: Exposure) -> bool:
        """Whether it is one of these."""
        return (
            exposure.experiment == self.question.experiment
            and exposure.cadence in self.cadences
            and exposure.enrolled_at >= self.since
            and (self.until is None or exposure.enrolled_at < self.until)
        )

    def is_hit(self, exposure: Exposure) -> bool:
        """Whether the outcome came in time."""
        took: int | None = getattr(exposure, f"to_{self.question.outcome}")
        return took is not None and took <= self.seconds


@dataclass(frozen=True)
class Reached:
    """Those of age, in the order in which an arm reached them: whoever looks later sees more.

    `young` are those who still have time, `lately` those reached in the last four weeks.
    """

    arms: Sequence[str]
    is_hit: Sequence[bool]
    young: int
    lately: int

    @property
    def weekly(self) -> float:
        """How many were reached a week lately."""
        return self.lately / (LATELY / timedelta(weeks=1))

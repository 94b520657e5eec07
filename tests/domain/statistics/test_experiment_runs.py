"""Since when an experiment is asked the same, and of whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.analytics.exposures import Outcome
from domain.statistics.experiment_runs import Published, runs_of
from domain.statistics.exposures import Question
from tests.builders import a_cadence

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
POSITIVE = Question("opener", Outcome.POSITIVE, 10 * DAY)


def published(day: int, *experiments: dict[str, Any], **fields: Any) -> Published:  # noqa: ANN401 -- whatever a cadence has
    return Published(a_cadence(experiments=experiments, **fields), MONDAY + day * DAY)


def opener(subject: str = "A number", **arm: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever an arm has
    number = {"id": "number", "steps": {"intro": {"subject": subject}}, **arm}
    return {"id": "opener", "variants": [{"id": "question"}, number]}


def test_a_run_goes_back_as_far_as_the_experiment_is_the_same() -> None:
    """What else is changed meanwhile, all arms get alike; another subject is another run."""
    versions = [
        published(0, opener("Old")),
        published(1, opener()),
        published(2, opener(), description="New words."),
    ]

    (run,) = runs_of(versions)

    assert (run.since, run.until) == (MONDAY + DAY, None)
    assert run.version == versions[2].cadence.version
    assert dict(run.weights) == {"question": 1.0, "number": 1.0}


def test_another_weight_is_another_run() -> None:
    """The test takes the shares of the draw as they are."""
    (run,) = runs_of([published(0, opener()), published(1, opener(weight=3))])

    assert run.since == MONDAY + DAY


def test_what_is_over_ended_with_the_version_without_it() -> None:
    """Its last run is known, and those who came later do not count."""
    versions = [published(0, opener()), published(3), published(4, description="New words.")]

    (run,) = runs_of(versions)

    assert (run.since, run.until) == (MONDAY, MONDAY + 3 * DAY)
    assert run.exposures(POSITIVE, MONDAY).until == run.until


def test_whom_an_arm_sends_elsewhere_is_looked_for_there() -> None:
    """The other cadence is where their touches are."""
    shape = {"id": "shape", "variants": [{"id": "here"}, {"id": "there", "cadence": "other"}]}

    (run,) = runs_of([published(0, shape)])

    assert run.exposures(POSITIVE, MONDAY).cadences == ("introduction", "other")


def test_there_is_nothing_to_compare_in_one_arm() -> None:
    """An arm of weight 0 is no longer drawn."""
    (two,), (one,) = (runs_of([published(0, opener(weight=weight))]) for weight in (1, 0))

    assert (two.is_drawn, one.is_drawn) == (True, False)

"""Since when an experiment is asked the same, and who has been reached by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.statistics.experiment_runs import Published, runs_of
from domain.statistics.exposures import Exposed, Question, exposed, matured, weekly
from domain.statistics.trails import MEETING, Heard, Outcome, Performed, Trail
from tests.builders import a_cadence

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WITHIN = 10 * DAY
POSITIVE = Question("opener", Outcome.POSITIVE, WITHIN)


def published(day: int, *experiments: dict[str, Any], **fields: Any) -> Published:  # noqa: ANN401 -- whatever a cadence has
    return Published(a_cadence(experiments=experiments, **fields), MONDAY + day * DAY)


def opener(subject: str = "A number", **arm: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever an arm has
    number = {"id": "number", "steps": {"intro": {"subject": subject}}, **arm}
    return {"id": "opener", "variants": [{"id": "question"}, number]}


def a_trail(*heard: Heard, variant: str = "opener/number") -> Trail:
    touches = (
        Performed("intro", "email", MONDAY),
        Performed("later", "email", MONDAY + DAY, variant),
    )
    return Trail("e-1", "introduction", MONDAY, performed=touches, heard=heard)


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
    assert run.trails.until == run.until


def test_whom_an_arm_sends_elsewhere_is_looked_for_there() -> None:
    """The other cadence is where their touches are."""
    shape = {"id": "shape", "variants": [{"id": "here"}, {"id": "there", "cadence": "other"}]}

    (run,) = runs_of([published(0, shape)])

    assert run.trails.cadences == ("introduction", "other")
    assert run.trails.experiment == "shape"


def test_somebody_is_reached_by_the_first_touch_of_an_arm() -> None:
    """A touch that no arm shapes reaches nobody; what came before is no outcome."""
    early = a_trail(Heard("positive", MONDAY))
    late = a_trail(Heard("positive", MONDAY + 2 * DAY))
    never = a_trail(variant="tone/warm")

    assert exposed([early, late, never], POSITIVE) == (
        Exposed("number", MONDAY + DAY, is_hit=False),
        Exposed("number", MONDAY + DAY, is_hit=True),
    )


def test_what_counts_as_which_outcome() -> None:
    """A meeting and a good talk count as replies; machines and what comes too late do not."""

    def hits(heard: Heard) -> list[bool]:
        asked = [replace(POSITIVE, outcome=outcome) for outcome in Outcome]
        return [exposed([a_trail(heard)], question)[0].is_hit for question in asked]

    soon, too_late = MONDAY + 3 * DAY, MONDAY + DAY + WITHIN + timedelta(seconds=1)
    assert hits(Heard("positive", soon)) == [True, True, False]
    assert hits(Heard("negative", soon)) == [False, True, False]
    assert hits(Heard(MEETING, soon)) == [True, True, True]
    assert hits(Heard("out_of_office", soon)) == [False, False, False]
    assert hits(Heard("meaningful_conversation", soon)) == [True, True, False]
    assert hits(Heard("automatic", soon)) == [False, False, False]
    assert hits(Heard(MEETING, too_late)) == [False, False, False]


def test_who_still_has_time_does_not_count_yet() -> None:
    """Neither as a hit: whoever looks later sees the same people and some more."""
    old, young = (Exposed("number", MONDAY + n * DAY, is_hit=True) for n in (0, 5))

    assert matured([old, young], WITHIN, MONDAY + WITHIN) == (old,)
    assert weekly([old, young], MONDAY + 6 * DAY) == 0.5

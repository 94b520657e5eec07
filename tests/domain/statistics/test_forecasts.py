"""What is foretold, and how often it is so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from domain.analytics.stays import Course
from domain.statistics.counts import Count
from domain.statistics.forecasting import WEEK, forecast
from domain.statistics.forecasts import LEVEL, expected
from tests.domain.statistics.pipelines import DAY, TODAY, courses, coverage, stood


def test_intervals_of_a_forecast_cover_what_they_claim() -> None:
    """In 40 worlds, four weeks and their sum: as often as they claim, within six points."""
    found = coverage(40, weekly=40)

    assert found.claimed >= LEVEL
    assert found.covered == pytest.approx(found.claimed, abs=0.06)


def test_the_forecast_is_what_the_rates_say() -> None:
    """Many who stood there make the rate sure: 1,000 at 2 % are 20, give or take 8."""
    foretold = expected({"here": Count(1_000_000, 20_000)}, {"here": 1_000})

    assert foretold.mean == pytest.approx(20, abs=0.1)
    assert (foretold.low, foretold.high) == (13, 28)


def test_few_who_stood_there_borrow_from_all() -> None:
    """One hit of two makes no place of 50 %; and of nobody nothing comes."""
    past = {f"place {n}": Count(400, 8) for n in range(10)} | {"new": Count(2, 1)}

    assert expected(past, {"new": 100}).mean < 5
    assert expected(past, {}) == expected({}, {})
    assert (expected({}, {}).low, expected({}, {}).high) == (0, 0)


def test_different_places_keep_their_own_rates() -> None:
    """Where many stood and the rates differ, little is borrowed."""
    past = {"good": Count(2_000, 200), "bad": Count(2_000, 2)}

    assert expected(past, {"good": 100}).mean == pytest.approx(10, abs=0.5)
    assert expected(past, {"bad": 100}).mean < 0.4


def test_past_weeks_are_foretold_without_what_came_after() -> None:
    """The back-test of last week is the forecast of a week ago, and knows what came."""
    world, then = courses(3, weekly=40), TODAY - WEEK
    foretold = forecast(stood(world), then, 1).weeks[0]

    last = forecast(stood(world), TODAY, 4).tested[-1]

    assert last.expected == foretold.expected
    assert (last.since, last.until) == (then + DAY, TODAY)
    met = [one for one in world if one.came <= then and one.met and then < one.met <= TODAY]
    assert last.came == len(met) > 0


def test_nothing_is_learnt_from_the_future() -> None:
    """What has come since changes no forecast of then."""
    world, then = courses(3, weekly=40), TODAY - WEEK

    foretold = forecast(stood(_as_of(one, then) for one in world if one.came <= then), then, 4)

    assert forecast(stood(world), then, 4).weeks == foretold.weeks


def _as_of(course: Course, day: date) -> Course:
    """What was known of it at the end of that day."""
    known = {
        name: at if at and at <= day else None
        for name, at in (
            ("answered", course.answered),
            ("ended", course.ended),
            ("met", course.met),
        )
    }
    performed = tuple(touch for touch in course.performed if touch[0] <= day)
    return replace(course, performed=performed, **known)  # type: ignore[arg-type]  # -- days all


def test_weeks_begin_tomorrow() -> None:
    """Who met today is past; who meets in a week from now met in the first week."""
    stays = stood([Course("x", TODAY - WEEK, met=TODAY + WEEK)])

    then = forecast(stays, TODAY + 2 * WEEK, 1).tested

    assert [(week.since, week.came) for week in then if week.came] == [(TODAY + DAY, 1)]


def test_the_mean_lies_in_the_interval() -> None:
    """And the claim is a chance of at least the level, whatever was learnt."""
    rng = np.random.default_rng(1)
    past = {n: Count(50, int(k)) for n, k in enumerate(rng.binomial(50, 0.04, 12))}

    foretold = expected(past, dict.fromkeys(range(12), 20))

    assert LEVEL <= foretold.claim <= 1
    assert foretold.low <= foretold.mean <= foretold.high

"""What is foretold, and how often it is so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from domain.statistics.counts import Count
from domain.statistics.forecasting import WAITED_FOR, WEEK, Place, forecast, place_at
from domain.statistics.forecasts import LEVEL, expected
from domain.statistics.trails import MEETING, Heard, Performed, Trail
from tests.domain.statistics.pipelines import DAY, NOW, coverage, trails

A_TRAIL = Trail(
    "e-1",
    "outbound",
    NOW,
    NOW + 9 * DAY,
    (Performed("mail", "email", NOW + DAY), Performed("call", "call", NOW + 4 * DAY)),
    (Heard("neutral", NOW + 3 * DAY), Heard("positive", NOW + 8 * DAY)),
)


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


def test_where_somebody_stands() -> None:
    """Before the first touch, after each, after a good answer, and no more after that is past."""
    stages = {day: place_at(A_TRAIL, NOW + day * DAY) for day in (-1, 0, 2, 5, 8, 49, 51)}

    assert stages == {
        -1: None,
        0: Place("outbound", "start"),
        2: Place("outbound", "mail"),
        5: Place("outbound", "call"),
        8: Place("outbound", "answered"),
        49: Place("outbound", "answered"),
        51: None,
    }


def test_who_has_met_or_has_gone_stands_nowhere() -> None:
    """Who ended without an answer is waited for as long as an answer is."""
    silent = replace(A_TRAIL, heard=())
    met = replace(A_TRAIL, heard=(Heard(MEETING, NOW + 2 * DAY),))

    assert place_at(silent, NOW + 10 * DAY) == Place("outbound", "ended")
    assert place_at(silent, NOW + 9 * DAY + WAITED_FOR) is None
    assert place_at(met, NOW + 3 * DAY) is None


def test_past_weeks_are_foretold_without_what_came_after() -> None:
    """The back-test of last week is the forecast of a week ago, and knows what came."""
    world = trails(3, weekly=40)
    then = forecast(world, NOW - WEEK, 1).weeks[0]

    last = forecast(world, NOW, 4).tested[-1]

    assert last.expected == then.expected
    assert (last.since, last.until) == (NOW - WEEK, NOW)
    met = [t for t in world if place_at(t, NOW - WEEK) and not place_at(t, NOW) and _met_by_now(t)]
    assert last.came == len(met)


def test_nothing_is_learnt_from_the_future() -> None:
    """What has come since changes no forecast of then."""
    world = trails(3, weekly=40)
    then = NOW - WEEK

    foretold = forecast([_as_of(trail, then) for trail in world], then, 4)

    assert forecast(world, then, 4).weeks == foretold.weeks


def _as_of(trail: Trail, at: datetime) -> Trail:
    """What was known of it at that instant."""
    return replace(
        trail,
        ended_at=trail.ended_at if trail.ended_at and trail.ended_at <= at else None,
        performed=tuple(touch for touch in trail.performed if touch.at <= at),
        heard=tuple(one for one in trail.heard if one.at <= at),
    )


def _met_by_now(trail: Trail) -> bool:
    return any(NOW - WEEK <= one.at < NOW for one in trail.heard if one.what == MEETING)


def test_the_mean_lies_in_the_interval() -> None:
    """And the claim is a chance of at least the level, whatever was learnt."""
    rng = np.random.default_rng(1)
    past = {n: Count(50, int(k)) for n, k in enumerate(rng.binomial(50, 0.04, 12))}

    foretold = expected(past, dict.fromkeys(range(12), 20))

    assert LEVEL <= foretold.claim <= 1
    assert foretold.low <= foretold.mean <= foretold.high

"""The test that may be looked at any time: how often it errs, and how often it finds."""

from __future__ import annotations

import numpy as np
import pytest

from domain.statistics.always_valid import always_valid_p, evidence, holm
from domain.statistics.sizes import Compared, people_for_any_look, people_for_one_look
from tests.domain.statistics.simulated import World, called


@pytest.mark.parametrize("share", [0.5, 0.2], ids=["halves", "a fifth"])
def test_arms_without_a_difference_are_hardly_ever_called(share: float) -> None:
    """Of 1,000 A/A experiments, looked at every 100 people, at most 5 % are ever called."""
    assert called(World(0.06, 0.06, share), 1_000, 1_500).share <= 0.05


@pytest.mark.parametrize(("one", "other"), [(0.05, 0.12), (0.2, 0.3)])
def test_a_planted_difference_is_found_as_often_as_planned(one: float, other: float) -> None:
    """Planned for 80 %, 80 % or a little more are found, within what 400 experiments can tell."""
    people = people_for_any_look(Compared(one, other))

    assert people is not None
    found = called(World(one, other), 400, people)
    assert 0.75 <= found.share <= 0.92
    assert found.half_by < 0.75 * people


def test_looking_at_any_time_takes_at_most_about_twice_the_people() -> None:
    """What the freedom to look costs at the worst; on average it is a fifth."""
    compared = Compared(0.05, 0.075)

    any_look = people_for_any_look(compared)

    assert any_look is not None
    assert 1.5 < any_look / people_for_one_look(compared) < 2.1


def test_wealth_is_a_fair_game_without_a_difference() -> None:
    """Whatever the rate, what one observation multiplies it by is 1 on average, exactly."""
    past = np.array([True, False, False, True, False])
    arms = np.array([False, True, True, False, True])
    before = evidence(arms, past, 0.3)[-1]
    rate = 0.17

    expected = 0.0
    for is_other, drawn in ((True, 0.3), (False, 0.7)):
        for is_hit, chance in ((True, rate), (False, 1 - rate)):
            after = evidence(np.append(arms, is_other), np.append(past, is_hit), 0.3)[-1]
            expected += drawn * chance * float(np.exp(after - before))

    assert expected == pytest.approx(1.0)


def test_what_was_once_decided_stays_decided() -> None:
    """The best wealth so far counts, so that nobody loses by looking later."""
    assert always_valid_p(np.log([2.0, 40.0, 3.0])) == pytest.approx(1 / 40)
    assert always_valid_p(np.array([])) == 1.0


def test_several_pairs_are_corrected() -> None:
    """Holm's procedure: the smallest times the number of pairs, and never a later one below."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert holm([]) == ()

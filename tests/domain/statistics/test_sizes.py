"""How many people a test takes."""

from __future__ import annotations

import pytest

from domain.statistics.sizes import (
    Compared,
    people_for_any_look,
    people_for_one_look,
    people_if_it_stays,
)


def test_one_look_as_published() -> None:
    """Fleiss, without the correction for continuity: 0.6 against 0.7, power 0.8, 356 an arm."""
    assert people_for_one_look(Compared(0.6, 0.7)) == pytest.approx(2 * 356, abs=2)


def test_unequal_arms_take_more() -> None:
    """Halves are cheapest."""
    fifth = Compared(0.05, 0.08, 0.8, 0.2)

    assert people_for_one_look(fifth) > people_for_one_look(Compared(0.05, 0.08))
    assert (people_for_any_look(fifth) or 0) > (people_for_any_look(Compared(0.05, 0.08)) or 0)


def test_a_third_arm_takes_more() -> None:
    """Each gets fewer, and the level is shared by three pairs."""
    two, three = Compared(0.05, 0.08), Compared(0.05, 0.08, 1 / 3, 1 / 3, 0.05 / 3)

    assert (people_for_any_look(three) or 0) > 1.5 * (people_for_any_look(two) or 0)


def test_no_difference_is_never_decided() -> None:
    """What would take for ever is said so."""
    assert people_if_it_stays(Compared(0.05, 0.05)) is None
    assert people_for_any_look(Compared(0.05, 0.0501)) is None


def test_more_power_takes_more() -> None:
    """And half a chance is what it takes if all stays as it is."""
    compared = Compared(0.05, 0.08)
    sizes = [people_for_any_look(compared, power) or 0 for power in (0.5, 0.8, 0.9)]

    assert sizes == sorted(sizes)
    assert sizes[0] == people_if_it_stays(compared)

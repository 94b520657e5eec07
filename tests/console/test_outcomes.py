"""The keys of outcomes: one each, and no digit silences anybody."""

from __future__ import annotations

import pytest

from console.views.outcomes import LABELS, outcomes_of
from domain.rep_work.work_queue import PRIORITIES

KINDS = sorted(set(PRIORITIES) | {"video", "task"})


@pytest.mark.parametrize("kind", KINDS)
def test_each_outcome_has_one_key(kind: str) -> None:
    """The digits in their order, then the letters."""
    outcomes = outcomes_of(kind)

    keys = [each.key for each in outcomes]
    digits = [key for key in keys if key.isdecimal()]
    assert len(set(keys)) == len(keys)
    assert digits == [str(number) for number in range(1, len(digits) + 1)]
    assert len(digits) <= 9
    assert {each.word for each in outcomes} <= set(LABELS)


@pytest.mark.parametrize("kind", ["call", "voicemail"])
def test_what_silences_somebody_has_a_letter(kind: str) -> None:
    """A slip of a digit takes nobody's number off."""
    keys = {each.word: each.key for each in outcomes_of(kind)}

    assert (keys["wrong_number"], keys["do_not_call"]) == ("w", "d")

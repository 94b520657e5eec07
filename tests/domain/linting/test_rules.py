"""Every rule finds what it is about, where it stands, and leaves a good cadence alone."""

from __future__ import annotations

import pytest

from domain.linting import BY_ID, RULES
from tests.domain.linting.cases import Case
from tests.domain.linting.cases_of_frame import LAW, LEFTOVERS, PURPOSE, SILENCES
from tests.domain.linting.cases_of_html import HTML
from tests.domain.linting.cases_of_time import CHANNELS, HOURS, OPENINGS, ORDER, PACE
from tests.domain.linting.cases_of_words import ANGLES, LIMITS, LINKS, MAIL, PERSONAL
from tests.domain.linting.good_cadence import GOOD, findings_in, line_of

CASES = [
    *(*PACE, *CHANNELS, *HOURS, *OPENINGS, *ANGLES, *PERSONAL, *MAIL, *LINKS, *LIMITS),
    *(*HTML, *ORDER, *PURPOSE, *LAW, *LEFTOVERS, *SILENCES),
]
# What no file that loads is known to do; tests/domain/linting/test_rendering_faults.py has it.
ELSEWHERE = {"does-not-render"}


def test_a_good_cadence_is_clean() -> None:
    """Without an edit nothing is found, so every other test finds what its edit has done."""
    assert findings_in(GOOD) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.says}")
def test_a_rule_finds_what_it_is_about(case: Case) -> None:
    """One edit brings one finding of the rule, on its line, with what is wrong and the remedy."""
    found = [one for one in findings_in(case.text) if one.rule == case.rule]

    assert [one.line for one in found] == [line_of(case.text, case.at)]
    assert case.says in found[0].words
    assert found[0].severity == BY_ID[case.rule].severity
    assert found[0].words.partition("; ")[2]


def test_every_rule_has_a_case() -> None:
    """A rule that nothing proves able to find something is no rule."""
    assert {case.rule for case in CASES} | ELSEWHERE == {rule.id for rule in RULES}

"""A text that fails for real prospects is found before any of them is reached."""

from __future__ import annotations

import pytest

from domain.cadence import Cadence
from domain.cadence.nodes import written_in
from domain.linting import lint
from tests.domain.linting.good_cadence import edited, findings_in


def _unchecked(*edits: tuple[str, str]) -> Cadence:
    """As a cadence reaches the linter that was not read from a file, its templates unchecked."""
    return Cadence.model_validate(written_in(edited(*edits)).plain())


def test_a_text_that_needs_what_may_be_missing_does_not_render() -> None:
    """An optional variable without a default breaks for those who lack it; errors stay errors."""
    cadence = _unchecked(("here is a count", "{{ trigger }} and a count"))

    (found,) = lint(cadence).errors

    assert (found.rule.id, found.loc) == ("does-not-render", ("steps", 3, "text"))
    assert found.wrong.endswith("trigger may be missing")
    assert found.right.startswith("write {{ trigger | default:")


def test_a_broken_template_makes_no_rule_fail() -> None:
    """What cannot even be parsed is one finding, and the other rules judge the rest."""
    cadence = _unchecked(("here is a count", "{% if %} and a count"))

    assert [found.rule.id for found in lint(cadence).errors] == ["does-not-render"]


@pytest.mark.parametrize(
    "words",
    [
        "{{ renewal | date: '%-d %B' }}",
        "{{ booking | with_utm: source: 'mail' }}",
        "{{ trucks | times: 50 }}",
        "{{ nickname | first_name }}",
        "{% assign later = renewal | plus_days: 3 %}{{ later }}",
    ],
)
def test_what_only_real_values_can_tell_is_trusted(words: str) -> None:
    """Our made-up values fit the filters they go through; where they do not, nothing is said."""
    names = "{renewal: required, booking: required, trucks: required, nickname: required, trigger:"
    text = edited(("{trigger:", names), ("here is a count", f"here is a count: {words}"))

    assert {one.rule for one in findings_in(text)} <= {"unused-variable"}

"""The page of rules says what the rules say, and every rule says enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.linting import RULES, Rule
from domain.linting.page import page_of_rules

PAGE = Path(__file__).parents[3] / "docs" / "linting.md"


def test_the_page_is_up_to_date() -> None:
    """`drumbeat cadence lint --rules > docs/linting.md` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page_of_rules()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_asks_and_why(rule: Rule) -> None:
    """One sentence of explanation, a remedy to put after a semicolon, and a source."""
    assert rule.explanation.endswith(".")
    assert rule.explanation.count(". ") == 0
    assert rule.remedy[:1].islower()
    assert not rule.remedy.endswith(".")
    assert ": " in rule.source


def test_ids_are_unique_and_in_kebab_case() -> None:
    """A silence names one rule, as a slug."""
    ids = [rule.id for rule in RULES]

    assert len(set(ids)) == len(ids)
    assert all(part.isalnum() and part.islower() for one in ids for part in one.split("-"))

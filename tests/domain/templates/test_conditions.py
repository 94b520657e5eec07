"""Conditions: what they mean, what is refused, and that a missing value is simply false."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidTemplate
from domain.templates.conditions import check_condition, is_met, names_in, results_in

NAMES = ("country", "title", "phone", "company", "employees", "renewal")
STEPS = ("day-1-email", "day-3-call", "3-call")
ENDINGS = ("connected", "no_answer", "skipped")
ADA = {
    "country": "US",
    "title": "Chief Engineer",
    "employees": "120",
    "renewal": "2030-01-31",
    "company": " ",
    "replied": True,
    "results": {"day-3-call": "no_answer"},
}


@pytest.mark.parametrize(
    "condition",
    [
        'country == "US"',
        "country == 'US' and results.day-3-call != \"connected\"",
        'title contains "Chief"',
        "replied",
        "replied == true",
        "replied != false",
        "not clicked",
        "clicked == false",
        "title",
        "results.day-3-call",
        "results['day-3-call'] == 'no_answer'",
        'country != "DE"',
        "country <> 'DE'",
        "country",
        'country == "DE" or title contains "Chief"',
        '(country == "DE" or country == "US") and not (clicked or phone)',
        "not not country",
        "employees > 100",
        "employees >= 120",
        "employees == 120.0",
        "employees < 121.5 and employees != -1",
        'renewal < "2030-02-01"',
        "country != nil and title != blank and title != empty and title != null",
        "true",
        'title contains "Engineer" and country == "US" and replied',
    ],
)
def test_a_condition_that_holds(condition: str) -> None:
    """Each is so of Ada."""
    assert is_met(condition, ADA) is True


@pytest.mark.parametrize(
    "condition",
    [
        'country == "us"',
        'title contains "chief"',
        "not replied",
        "clicked",
        "replied == false",
        'country == "US" and clicked',
        "employees > 120",
        "title > 5",
        "title == 5",
        "not (country or phone)",
        "country == blank",
        "false",
    ],
)
def test_a_condition_that_does_not_hold(condition: str) -> None:
    """None is so of Ada."""
    assert is_met(condition, ADA) is False


@pytest.mark.parametrize("name", ["phone", "company", "results.day-1-email"])
@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("{}", False),
        ("not {}", True),
        ('{} == "x"', False),
        ('{} != "x"', True),
        ('{} contains "x"', False),
        ('"x" contains {}', False),
        ("{} < 5", False),
        ("{} >= 5", False),
        ("{} == {}", False),
        ("{} != {}", True),
        ("{} == blank", True),
        ("{} == nil", True),
        ("{} != blank", False),
    ],
)
def test_what_is_missing_is_false(name: str, condition: str, holds: bool) -> None:  # noqa: FBT001 -- the expected answer
    """No comparison with a missing value holds, so `!=` does; a blank value is a missing one."""
    assert is_met(condition.format(name, name), ADA) is holds


def test_nobody_has_answered_where_nothing_is_known() -> None:
    """Before anything has come in, `replied` and `clicked` are false, and no step has ended."""
    assert is_met("replied == false and clicked != true and results.day-1-email == nil", {})


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("", 'the condition is empty; write one such as country == "US"'),
        (" \n", 'the condition is empty; write one such as country == "US"'),
        ('contry == "US"', "unknown variable 'contry'; did you mean 'country'?"),
        ("seats", "unknown variable 'seats'; declare it under variables"),
        ("now", "unknown variable 'now'; declare it under variables"),
        (
            'results.day-3-cal == "connected"',
            "unknown result 'day-3-cal'; did you mean 'day-3-call'?",
        ),
        (
            "results.finale",
            "unknown result 'finale'; only earlier steps of the cadence have one",
        ),
        ("results", "results needs the id of one step, as in results.day-1-call"),
        ("results.day.two", "results needs the id of one step, as in results.day-1-call"),
        ("company.name", "company.name has no meaning: company has no parts"),
        (
            "country = 'US'",
            "unexpected '='; write == to compare",
        ),
        ("country == US", "unknown variable 'US'; quote it if it is a text: \"US\""),
        ("country ==", "expected a variable, a text or a number, but the condition ends"),
        ("== 'US'", "expected a variable, a text or a number, but found =="),
        ("country 'US'", "expected and, or, or nothing more, but found 'US'"),
        ("country and", "expected a variable, a text or a number, but the condition ends"),
        ("(country", "expected ')', but the condition ends"),
        ("country)", "expected and, or, or nothing more, but found )"),
        ("country && phone", "unexpected '&'; write and"),
        ("country || phone", "unexpected '|'; write or between two conditions"),
        ("title | upcase", "unexpected '|'; write or between two conditions"),
        ("!phone", "unexpected '!'; write not, or != to compare"),
        ('country == "US', "unexpected '\"'; a quote is never closed"),
        ("country == 12a", "unexpected '1'; quote text"),
        (
            "country and phone or title",
            "mixes and with or; put one of them into parentheses",
        ),
        (
            "country or phone and title",
            "mixes and with or; put one of them into parentheses",
        ),
        ("{{ country }}", "unexpected '{'; a condition stands without {{ }} and {% %}"),
        (
            "phone %}{% assign phone = 1 %}{% if phone",
            "unexpected '%'; a condition stands without {{ }} and {% %}",
        ),
        ("phone}", "unexpected '}'; a condition stands without {{ }} and {% %}"),
        ("assign phone", "expected and, or, or nothing more, but found phone"),
        ("replied == 'yes'", "replied is true or false, and equals no text or number"),
        ("company == true", "company is no yes or no; compare it with a text, or with blank"),
        ("company > blank", "> with blank is never so; only == and != are"),
        ("(" * 30 + "phone" + ")" * 30, "the condition is nested deeper than 20"),
        ("phone or " * 500 + "phone", "the condition is longer than 2000 characters"),
    ],
)
def test_a_fault_is_said_in_one_line(condition: str, words: str) -> None:
    """What is wrong and what would be right; neither tags nor assignments get in."""
    said = check_condition(condition, NAMES, STEPS)

    assert said is not None
    assert said.startswith(words)
    assert "\n" not in said


@pytest.mark.parametrize(
    "condition",
    [
        'country == "US" and results.day-3-call != "connected"',
        "results['3-call'] and not results.day-1-email",
        'title contains "{{ %} not a tag"',
        "replied and not clicked",
        "phone == company",
    ],
)
def test_a_sound_condition_has_no_fault(condition: str) -> None:
    """Names that exist, steps that come before, whatever stands in quotes."""
    assert check_condition(condition, NAMES, STEPS) is None


def test_results_compare_with_what_can_be_one() -> None:
    """A misspelt ending would never be so."""
    said = check_condition("results.day-3-call == 'conected'", NAMES, STEPS, ENDINGS)

    assert said == "unknown ending of a step 'conected'; did you mean 'connected'?"
    assert check_condition("results.day-3-call == 'skipped'", NAMES, STEPS, ENDINGS) is None


def test_a_condition_tells_what_it_asks_for() -> None:
    """Variables and steps, each once, wherever they stand."""
    condition = "(phone or replied) and results.day-3-call != country and not results['3-call']"

    assert names_in(condition) == {"phone", "replied", "country"}
    assert results_in(condition) == {"day-3-call", "3-call"}


@pytest.mark.parametrize("ask", [results_in, names_in, lambda text: is_met(text, {})])
def test_what_cannot_be_read_is_never_evaluated(ask: object) -> None:
    """A condition that was not checked raises instead of being taken for false."""
    assert callable(ask)

    with pytest.raises(InvalidTemplate, match="write =="):
        ask("country = 'US'")


@given(st.text(alphabet="acphone reslt.-=!<>&|(){}%\"'159\n_", max_size=60))
def test_any_text_is_a_condition_or_has_a_fault(text: str) -> None:
    """Whatever is written, there is an answer, and only what has no fault is evaluated."""
    if check_condition(text, NAMES, STEPS) is None:
        assert is_met(text, ADA) in (True, False)

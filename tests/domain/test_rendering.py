"""Templates: a missing value is an error, never a blank; HTML is escaped."""

from __future__ import annotations

import pytest

from domain.errors import InvalidTemplate, MissingVariable
from domain.prospects import Prospect
from domain.rendering import check_template, render, render_email, variables_of


def test_variables_are_filled_in() -> None:
    """Names become values."""
    assert render("Hi {{ first_name }}", {"first_name": "Ada"}) == "Hi Ada"


@pytest.mark.parametrize(
    "template", ["Hi {{ first_name }}", "{% for x in xs %}{{ x }}{% endfor %}"]
)
def test_a_missing_variable_is_named(template: str) -> None:
    """The error names what the prospect does not have."""
    with pytest.raises(MissingVariable) as missing:
        render(template, {})

    assert missing.value.variable in ("first_name", "xs")


def test_an_empty_value_is_missing() -> None:
    """An empty cell of a CSV does not become a blank in a mail."""
    variables = variables_of(Prospect("p", variables={"first_name": ""}))

    with pytest.raises(MissingVariable):
        render("Hi {{ first_name }}", variables)


def test_defaults_and_conditions_allow_for_a_missing_value() -> None:
    """`default` and `if` are how a template says that a variable may be missing."""
    template = "Hi {{ name | default: 'there' }}{% if city %} in {{ city }}{% endif %}"

    assert render(template, {}) == "Hi there"


def test_html_is_escaped_and_subjects_are_one_line() -> None:
    """A prospect's field can neither add markup nor a header line."""
    name = "<b>A</b>\r\nBcc: x@example.com"

    mail = render_email("Hi {{ n }}", "Hi {{ n }}", "<p>{{ n }}</p>", {"n": name})

    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert mail.html is not None
    assert "<b>" not in mail.html


def test_the_filter_safe_does_not_exist() -> None:
    """Nothing can switch the escaping off."""
    with pytest.raises(InvalidTemplate):
        render_email("s", "t", "<p>{{ n | safe }}</p>", {"n": "<b>"})


@pytest.mark.parametrize("template", ["{{ a | }}", "{% for %}", "{% if a %}", "{{ a"])
def test_a_broken_template_is_refused(template: str) -> None:
    """What cannot be parsed is an error before anything is sent."""
    with pytest.raises(InvalidTemplate):
        check_template(template)

"""Templates: a missing value is an error, never a blank; HTML is escaped."""

from __future__ import annotations

import pytest

from domain.errors import InvalidTemplate, MissingVariable
from domain.people.prospects import Prospect
from domain.rendering import BUILT_IN, check_template, render, render_email, variables_of
from tests.builders import a_prospect

SIGNATURE = (("signature", "{{ rep | default: 'Robin' }}, Northwind"),)


def test_variables_are_filled_in() -> None:
    """Names become values."""
    assert render("Hi {{ first_name }}", {"first_name": "Ada"}) == "Hi Ada"


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("Hi {{ first_name }}", "first_name"),
        ("{% for x in xs %}{{ x }}{% endfor %}", "xs"),
        ("{{ seats | plus: 1 }}", "seats"),
        ("{{ list | size }}", "list"),
        ("{{ renewal | date: '%Y' }}", "renewal"),
        ("{{ 'a' | append: b }}", "b"),
        ("{{ a | default: b }}", "b"),
        ("{% assign x = company %}{{ x }}", "company"),
        ("{{ company.name }}", "company"),
    ],
)
def test_a_missing_variable_is_named(template: str, name: str) -> None:
    """The error names what the prospect does not have, under filters too."""
    with pytest.raises(MissingVariable) as missing:
        render(template, {})

    assert missing.value.variable == name


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{{ website | link }}", "website | link"),
        ("{%- assign x = website | strip | link -%}{{ x }}", "website | strip | link"),
        ("{{ website | split: '/' | first | link }}", "website | split: '/' | first | link"),
    ],
)
def test_a_value_that_a_filter_cannot_use_is_missing(template: str, name: str) -> None:
    """No website is "n/a": what was asked for is named as it was written."""
    with pytest.raises(MissingVariable) as missing:
        render(template, {"website": "n/a"})

    assert missing.value.variable == name


def test_default_stands_in_for_a_value_that_a_filter_cannot_use() -> None:
    """What is missing behind a filter is caught like what is missing before it."""
    template = "{{ website | link | default: 'https://northwind.example' }}"

    assert render(template, {"website": "n/a"}) == "https://northwind.example"


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u00a0"])
def test_a_blank_value_is_missing(blank: str) -> None:
    """A blank cell of a CSV does not become a blank in a mail."""
    variables = variables_of(Prospect("p", phone=blank, variables={"first_name": blank}))

    with pytest.raises(MissingVariable):
        render("Hi {{ first_name }}", variables)
    assert variables == {}


def test_the_fields_of_a_prospect_are_variables() -> None:
    """Everything built in can be named; a column of the same name does not hide the field."""
    ada = a_prospect(country="DE", region="BE", variables={"country": "Germany", "title": "CTO"})

    variables = variables_of(ada)

    assert variables == {
        "email": "ada@example.com",
        "phone": "+4930901820",
        "linkedin_url": "https://www.linkedin.com/in/ada",
        "timezone": "Europe/Berlin",
        "country": "DE",
        "region": "BE",
        "account": "example.com",
        "title": "CTO",
    }
    assert set(variables) <= set(BUILT_IN)


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
    assert mail.text == "Hi <b>A</b>\nBcc: x@example.com"
    assert mail.html is not None
    assert "<b>" not in mail.html


@pytest.mark.parametrize(
    "words",
    [
        "{{ n }}",
        "{{ n | upcase }}",
        "{{ n | append: '<i>' }}",
        "{{ '<i>' | append: n }}",
        "{{ 'x' | replace: 'x', n }}",
        "{{ n | split: 'q' | join: '<br>' }}",
        "{{ n | newline_to_br }}",
        "{{ n | title_case | possessive }}",
        "{{ n | url_encode }}",
        "{% assign m = n %}{{ m }}",
        "{% capture m %}{{ n }}{% endcapture %}{{ m }}",
        "{% render 'quote', words: n %}",
        "{{ none | default: n }}",
    ],
)
def test_no_filter_lets_markup_through(words: str) -> None:
    """However a prospect's field gets into HTML, its markup is text."""
    snippets = (("quote", "{{ words }}"),)

    mail = render_email("s", "t", words, {"n": "<b>q</b>"}, snippets)

    assert mail.html is not None
    assert "<b>" not in mail.html.lower()


def test_the_filter_safe_does_not_exist() -> None:
    """Nothing can switch the escaping off."""
    with pytest.raises(InvalidTemplate, match="unknown filter 'safe'"):
        render_email("s", "t", "<p>{{ n | safe }}</p>", {"n": "<b>"})


def test_snippets_see_the_prospect_and_what_is_passed() -> None:
    """A snippet knows the prospect's variables and its arguments, nothing that was assigned."""
    snippets = (("ask", "{{ first_name }}, {{ minutes }} minutes{{ x | default: '?' }}"),)
    template = "{% assign x = '!' %}{% render 'ask', minutes: 20 %}"

    assert render(template, {"first_name": "Ada"}, snippets) == "Ada, 20 minutes?"


def test_snippets_serve_all_parts_of_a_mail() -> None:
    """Subject, text and HTML render the same snippet, the HTML with values escaped."""
    part = "{% render 'signature' %}"

    mail = render_email(part, part, part, {"rep": "R&D"}, SIGNATURE)

    assert (mail.subject, mail.text) == ("R&D, Northwind", "R&D, Northwind")
    assert mail.html == "R&amp;D, Northwind"


def test_other_snippets_make_another_mail() -> None:
    """A template is remembered with its snippets, never without them."""
    template = "{% render 'a' %}"

    assert [render(template, {}, (("a", text),)) for text in ("one", "two")] == ["one", "two"]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{% render 'signatur' %}", "did you mean 'signature'"),
        ("{% render signature %}", "in quotes"),
        ("{% render 'signature' with rep %}", "by name"),
        ("{% include 'signature' %}", "unknown tag 'include'"),
    ],
)
def test_a_snippet_that_cannot_be_rendered_is_refused(template: str, words: str) -> None:
    """Only `render` with a name that exists, in quotes."""
    with pytest.raises(InvalidTemplate, match=words):
        render(template, {"rep": "Robin"}, SIGNATURE)


def test_a_broken_snippet_is_named_with_the_place() -> None:
    """The error leads to the snippet, not to the template that renders it."""
    with pytest.raises(InvalidTemplate, match=r"snippet 'a': .*line 2, column 4"):
        render("{% render 'a' %}", {}, (("a", "one\n{% if x %}"),))


@pytest.mark.parametrize("name", ["now", "today"])
def test_the_clock_cannot_be_read(name: str) -> None:
    """Rendering today and tomorrow gives the same words: no variable, no date is the clock."""
    with pytest.raises(MissingVariable):
        render(f"{{{{ {name} }}}}", {})
    with pytest.raises(InvalidTemplate, match="no clock"):
        render(f"{{{{ '{name}' | date: '%Y' }}}}", {})
    with pytest.raises(InvalidTemplate, match="no clock"):
        render("{{ day | date: '%Y' }}", {"day": name})


@pytest.mark.parametrize("name", ["partial", "self", "template", "forloop"])
def test_a_variable_may_have_any_name(name: str) -> None:
    """No name of the library's own stands before a prospect's variable."""
    assert render(f"{{{{ {name} }}}}", {name: "mine"}) == "mine"


@pytest.mark.parametrize(
    "template",
    [
        "{{ a | }}",
        "{% for %}",
        "{% if a %}",
        "{{ a",
        "{% if a %}{% else if b %}{% endif %}",
        "{% case a %}{% when 'x' 'y' %}{% endcase %}",
    ],
)
def test_a_broken_template_is_refused(template: str) -> None:
    """What cannot be parsed, or would be read as something else, is an error before a send."""
    with pytest.raises(InvalidTemplate):
        check_template(template)


def test_a_text_that_no_mail_can_carry_is_refused() -> None:
    """Half a character is an error of the template's rendering, not a crash."""
    with pytest.raises(InvalidTemplate):
        render("{{ n }}", {"n": "\ud800"})

"""The filters for addresses, dates, numbers and texts, as templates use them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidTemplate, MissingVariable
from domain.rendering import render
from domain.templates.filters import FILTERS

MISSING = "(missing)"


def _filtered(value: str, filters: str) -> str:
    """What the filters make of the value; whatever is missing shows."""
    return render(f"{{{{ value | {filters} | default: '{MISSING}' }}}}", {"value": value})


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ada@Mail.Example.com", "mail.example.com"),
        ("mailto:ada@example.com", "example.com"),
        ("https://www.Example.com:8080/a?b=c", "example.com"),
        ("example.com/path", "example.com"),
        ("www.example.co.uk", "example.co.uk"),
        ("bücher.example", "bücher.example"),
        ("n/a", MISSING),
        ("ada", MISSING),
        ("ada@", MISSING),
        ("http://", MISSING),
        ("http://[::1", MISSING),
    ],
)
def test_domain(address: str, said: str) -> None:
    """Of a mail address and of a web address alike."""
    assert _filtered(address, "domain") == said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("example.com", "https://example.com"),
        (" example.com/a ", "https://example.com/a"),
        ("//example.com", "https://example.com"),
        ("http://example.com/a?b=c#d", "http://example.com/a?b=c#d"),
        ("HTTPS://example.com", "HTTPS://example.com"),
        ("example.com:8080/a", "https://example.com:8080/a"),
        ("javascript:alert(1)", MISSING),
        ("JavaScript://example.com/%0Aalert(1)", MISSING),
        ("data:text/html,hi", MISSING),
        ("mailto:ada@example.com", MISSING),
        ("ftp://example.com", MISSING),
        ("http:example.com", MISSING),
        ("https://example.com@evil.example", MISSING),
        ("https://example.com/a b", MISSING),
        ('https://example.com/"onclick="x', MISSING),
        ("https://example.com:port/", MISSING),
        ("localhost", MISSING),
        ("10.0.0.1", MISSING),
        ("n/a", MISSING),
    ],
)
def test_link(address: str, said: str) -> None:
    """A web address that is safe to click, or none."""
    assert _filtered(address, "link") == said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("example.com", "https://example.com/?utm_source=mail&utm_campaign=Q3%20%26%20Q4"),
        (
            "https://example.com/a?b=%20&utm_source=old&c#d",
            "https://example.com/a?b=%20&c&utm_source=mail&utm_campaign=Q3%20%26%20Q4#d",
        ),
        (
            "https://example.com/?",
            "https://example.com/?utm_source=mail&utm_campaign=Q3%20%26%20Q4",
        ),
        ("ftp://example.com", MISSING),
    ],
)
def test_with_utm(address: str, said: str) -> None:
    """Parameters are added as they should be, once each; what stood there stays."""
    assert _filtered(address, "with_utm: 'mail', campaign: 'Q3 & Q4'") == said


@pytest.mark.parametrize(
    ("day", "filters", "said"),
    [
        ("2030-03-01", "date: '%-d %B %Y'", "1 March 2030"),
        (
            "2030-03-01",
            "date: '%a %d %b %y, %e|%-m|%m|%F|%%'",
            "Fri 01 Mar 30,  1|3|03|2030-03-01|%",
        ),
        ("2030-03-01T00:05:00Z", "date: '%I:%M %p'", "12:05 AM"),
        ("2030-03-01 13:05", "date: '%-I:%M %p, %H/%-H'", "1:05 PM, 13/13"),
        ("0999-12-31", "date: '%Y'", "0999"),
        ("1 March", "date: '%Y'", MISSING),
        ("2030-02-30", "date: '%Y'", MISSING),
        ("2030-03-01", "weekday", "Friday"),
        (" 2030-03-03 ", "weekday", "Sunday"),
        ("soon", "weekday", MISSING),
        ("2028-02-28", "plus_days: 2", "2028-03-01"),
        ("2028-03-01T10:00", "plus_days: '-1'", "2028-02-29"),
        ("9999-12-31", "plus_days: 1", MISSING),
        ("soon", "plus_days: 1", MISSING),
        ("2028-02-28", "plus_days: 2 | weekday", "Wednesday"),
    ],
)
def test_dates(day: str, filters: str, said: str) -> None:
    """ISO dates in English words; a text that is no date is missing."""
    assert _filtered(day, filters) == said


@pytest.mark.parametrize(
    ("number", "filters", "said"),
    [
        ("120", "plus: 1", "121"),
        ("0.1", "plus: 0.2", "0.3"),
        ("120", "minus: '20.5'", "99.5"),
        ("120", "times: 0.3 | round", "36"),
        ("1", "divided_by: 3 | round: 2", "0.33"),
        ("2.5", "round", "3"),
        ("1", "divided_by: 0", MISSING),
        ("many", "plus: 1", MISSING),
        ("1,200", "plus: 1", MISSING),
        ("999999999999999", "times: 10", MISSING),
    ],
)
def test_numbers(number: str, filters: str, said: str) -> None:
    """Exact, and a text that is no number is missing rather than zero."""
    assert _filtered(number, filters) == said


@pytest.mark.parametrize(
    ("text", "filters", "said"),
    [
        ("a, b,,c", "split: ',' | join: '/'", "a/b/c"),
        ("a, b", "split: ',' | last", "b"),
        (",", "split: ',' | first", MISSING),
        ("one", "split: ',' | size", "1"),
        ("a-b-a", "replace: 'a', 'c'", "c-b-c"),
        ("a\nb", "newline_to_br", "a<br />\nb"),
        ("acme", "capitalize", "Acme"),
    ],
)
def test_texts(text: str, filters: str, said: str) -> None:
    """Splitting leaves out blank parts, and the first of none is missing."""
    assert _filtered(text, filters) == said


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ("plus_days: 'soon'", "plus_days takes a number of days"),
        ("plus_days: 99999", "plus_days takes a number of days"),
        ("date: '%Q'", "date does not know %Q; there are %Y"),
        ("date: '%-Q'", "date does not know %-Q"),
        ("date: '%'", "date does not know %"),
        ("plus: 'x'", "plus takes a number"),
        ("round: 99", "round takes a number of digits"),
        ("split: ''", "split takes the text to split at"),
        ("with_utm", "with_utm takes at least one of source, medium"),
        ("with_utm: sauce: 'x'", "with_utm takes source, medium"),
        ("first_name: 1", "first_name takes nothing after it"),
        ("replace", "replace takes old, new"),
    ],
)
def test_a_filter_says_what_it_takes(filters: str, words: str) -> None:
    """A wrong argument is the template's fault, not the prospect's."""
    with pytest.raises(InvalidTemplate, match=words):
        render(f"{{{{ day | {filters} }}}}", {"day": "2030-03-01"})


ARGUMENTS = {
    "append": "'x'",
    "date": "'%F'",
    "default": "'x'",
    "divided_by": "2",
    "minus": "2",
    "plus": "2",
    "plus_days": "2",
    "prepend": "'x'",
    "remove": "'x'",
    "remove_first": "'x'",
    "replace": "'x'",
    "replace_first": "'x'",
    "slice": "1",
    "split": "','",
    "times": "2",
    "with_utm": "'x'",
}


@given(st.text(min_size=1), st.lists(st.sampled_from(sorted(FILTERS)), min_size=1, max_size=4))
def test_no_text_breaks_a_filter(value: str, names: list[str]) -> None:
    """Whatever a prospect's field holds: words, a missing value or a clear error, never a crash."""
    filters = " | ".join(
        f"{name}: {ARGUMENTS[name]}" if name in ARGUMENTS else name for name in names
    )

    with suppress(InvalidTemplate, MissingVariable):
        render(f"{{{{ value | {filters} }}}}", {"value": value})

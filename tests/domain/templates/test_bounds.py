"""Whatever a template says, it ends soon, and small."""

from __future__ import annotations

import tracemalloc
from time import perf_counter

import pytest

from domain.errors import InvalidTemplate
from domain.rendering import render
from domain.templates.names import Snippets

MOST_SECONDS = 10
MOST_BYTES = 60_000_000
NINETY_NINE = "x," * 98 + "x"
TEXT = {"v": "x" * 50_000, "list": NINETY_NINE}


def _filled(part: str, room: int = 99_000) -> str:
    return part * (room // len(part))


LOOPS: dict[str, tuple[str, Snippets]] = {
    "a snippet that renders itself": ("{% render 'a' %}", (("a", "x{% render 'a' %}"),)),
    "two snippets in a circle": (
        "{% render 'a' %}",
        (("a", "{% render 'b' %}"), ("b", "{% render 'a' %}{% render 'a' %}")),
    ),
    "snippets a hundred times each": (
        "{% render 'a' %}",
        (
            ("a", "{% render 'b' %}" * 100),
            ("b", "{% render 'c' %}" * 100),
            ("c", "{% render 'd' %}" * 100),
            ("d", "{% assign silent = 1 %}"),
        ),
    ),
    "loops over ranges": (
        "{% for a in (1..100000000) %}{% for b in (1..100000000) %}x{% endfor %}{% endfor %}",
        (),
    ),
    "a range turned round": ("{% for a in (1..100000000) reversed %}x{% endfor %}", ()),
    "a range joined": ("{{ (1..100000000) | join: '' }}", ()),
    "nested loops": (
        "{% assign l = list | split: ',' %}" + "{% for a in l %}" * 3 + "x" + "{% endfor %}" * 3,
        (),
    ),
    "loops one after another": (
        "{% assign l = list | split: ',' %}" + _filled("{% for a in l %}{{ a }}{% endfor %}"),
        (),
    ),
    "filters in a loop": (
        "{% assign l = list | split: ',' %}{% for a in l %}"
        + _filled("{{ a | strip }}", 98_000)
        + "{% endfor %}",
        (),
    ),
    "chained replace": ("{{ v " + "| replace: 'x', 'xxxxxxxxxxxxxxx' " * 20 + "}}", ()),
    "one large replace": ("{{ v | replace: 'x', v }}", ()),
    "replace of nothing": ("{{ v | replace: '', v }}", ()),
    "join with a text": ("{{ v | replace: 'x', 'x,' | split: ',' | join: v }}", ()),
    "doubling by append": ("{% assign a = v %}" + "{% assign a = a | append: a %}" * 60, ()),
    "doubling by capture": (
        "{% assign a = v %}" + "{% capture a %}{{ a }}{{ a }}{% endcapture %}" * 60,
        (),
    ),
    "keeping much": ("".join(f"{{% assign a{n} = v %}}" for n in range(100)), ()),
    "much output": ("{{ v }}" * 1_000, ()),
    "long filters": (
        "{% capture a %}"
        + "é" * 45_000
        + "{% endcapture %}"
        + "{{ a | upcase | downcase | upcase | downcase | upcase | downcase }}" * 700,
        (),
    ),
    "a long template": ("x" * 100_001, ()),
    "a long snippet": ("{% render 'a' %}", (("a", "x" * 100_001),)),
    "a long expression": ("{{ v " + "| upcase " * 200 + "}}", ()),
    "open outputs": (_filled("{{ "), ()),
    "open tags": (_filled("{% if "), ()),
    "blanks in an output": ("{{" + " " * 99_000 + "}}", ()),
    "blanks in tags": ("{% if v %}" + _filled("{% else" + " " * 900 + "%}") + "{% endif %}", ()),
    "raw blocks": (_filled("{% raw %}"), ()),
    "raw blocks in a comment": ("{% comment %}" + _filled("{% raw %}") + "{% endcomment %}", ()),
    "parentheses": (_filled("{{ a " + "(" * 900 + "}}"), ()),
    "brackets": (_filled("{{ a" + '["a' * 300 + "}}"), ()),
    "nested blocks": ("{% if v %}" * 5_000 + "{% endif %}" * 5_000, ()),
    "nested names": ("{{ " + "a[" * 300 + "a" + "]" * 300 + "}}", ()),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_template_that_would_never_end_is_refused(name: str) -> None:
    """Each is an `InvalidTemplate`, soon and without filling the memory."""
    template, snippets = LOOPS[name]
    tracemalloc.start()
    started = perf_counter()

    with pytest.raises(InvalidTemplate):
        render(template, TEXT, snippets)

    seconds, (_, peak) = perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < MOST_SECONDS
    assert peak < MOST_BYTES


def test_the_largest_number_is_missing_rather_than_huge() -> None:
    """Squaring over and over ends at the first number that nobody could mean."""
    squares = "{% assign a = a | times: a | default: 0 %}" * 60

    assert render("{% assign a = 9999999 %}" + squares + "{{ a }}", {}) == "0"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ list | split: ',' | size }}", "99"),
        ("{% assign l = list | split: ',' %}{% for a in l %}{{ a }}{% endfor %}", "x" * 99),
        ("{% render 'a' %}" * 200, "y" * 200),
        ("x" * 99_000, "x" * 99_000),
        ("{{ v }}" * 9, "x" * 450_000),
    ],
)
def test_what_people_write_is_within_the_bounds(template: str, said: str) -> None:
    """A list of a hundred, hundreds of snippets, a long mail: all of it renders."""
    assert render(template, TEXT, (("a", "y"),)) == said

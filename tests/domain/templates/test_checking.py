"""What is wrong with a template is found before anybody is written to."""

from __future__ import annotations

import pytest

from domain.templates.checking import Fault, check
from domain.templates.names import Declared, Snippets

DECLARED: Declared = {
    "first_name": "required",
    "trigger": "optional",
    "company": "optional",
    "city": "optional",
}
SNIPPETS: Snippets = (
    ("signature", "Robin"),
    ("why", "as {{ trigger }}\nand {{ company | default: 'you' }}"),
    ("ask", "{{ minutes }} minutes{% if minutes > 15 %}, or less{% endif %}?"),
    ("hen", "{% render 'egg' %}"),
    ("egg", "{% render 'hen' %}"),
    ("broken", "one\n{% if company %}"),
)


def _found(template: str) -> list[str]:
    return [str(fault) for fault in check(template, DECLARED, SNIPPETS)]


FAULTS = {
    "Hi {{ trigger }}": (
        'line 1, column 7: trigger may be missing; write {{ trigger | default: "…" }} '
        "or put it into {% if trigger %}"
    ),
    "{{ trigger | default: company }}": (
        'line 1, column 23: company may be missing, too; add | default: "…" after it'
    ),
    "{{ trigger | upcase | default: 'x' }}": (
        "line 1, column 4: trigger may be missing; the default has to come first: "
        '{{ trigger | default: "…" | upcase }}'
    ),
    "{{ first_name | append: city }}": (
        "line 1, column 25: city may be missing; put it into {% if city %}, "
        'or {% assign city = city | default: "…" %} first'
    ),
    "{% for word in trigger %}{{ word }}{% endfor %}": (
        "line 1, column 16: trigger may be missing; put the loop into {% if trigger %}"
    ),
    "{% if city %}{% assign x = city %}{% endif %}{{ x }}": (
        "line 1, column 49: x is not there on every way that leads here; "
        'write {{ x | default: "…" }} or put it into {% if x %}'
    ),
    "{{ triger }}": "line 1, column 4: unknown variable 'triger'; did you mean 'trigger'?",
    "{{ seats }}": "line 1, column 4: unknown variable 'seats'; declare it under variables",
    "{{ now }}": "line 1, column 4: a template reads no clock; name a variable that holds a date",
    "{{ 'now' | date: '%Y' }}": "line 1, column 4: a template reads no clock; name a date",
    "{{ first_name.size }}{{ first_name.last }}": (
        "line 1, column 25: first_name.last has no meaning: first_name is text and has no parts"
    ),
    "{{ first_name[city] }}": "line 1, column 4: a variable is named by its name alone",
    "{% if first_name > 5 %}{% endif %}": (
        "line 1, column 7: first_name is text; write "
        "{% assign number = first_name | plus: 0 %} and compare that"
    ),
    "{{ first_name | upcas }}": "line 1, column 17: unknown filter 'upcas'; did you mean 'upcase'?",
    "{{ first_name | safe }}": "line 1, column 17: unknown filter 'safe'",
    "{{ first_name | initials: 2 }}": "line 1, column 17: initials takes nothing after it",
    "{% iff city %}": "line 1, column 4: unknown tag 'iff'; did you mean 'if'?",
    "{% else %}": "line 1, column 4: {% else %} stands outside of if, unless, case or for",
    "{% endif %}": "line 1, column 4: {% endif %} closes nothing",
    "a\n{% if city %}": "line 2, column 4: {% if %} is never closed; write {% endif %}",
    "{% if city %}{% endfor %}": (
        "line 1, column 17: {% endfor %} while {% if %} is open; write {% endif %}"
    ),
    "{% if city %}{% else if trigger %}{% endif %}": (
        "line 1, column 22: {% else %} stands alone; write elsif"
    ),
    "{% if city = 'x' %}{% endif %}": ("line 1, column 12: a single = compares nothing; write =="),
    "a\n\n  {{ city": "line 3, column 3: {{ is never closed; write }}",
    "a\n{{ }}": "line 2, column 1: nothing stands between {{ and }}",
    "{% %}": "line 1, column 1: nothing stands between {% and %}",
    "{{ first_name | }}": "line 1, column 1: expected a name, found the end",
    "{% for x in (1..9) %}{% endfor %}": (
        "line 1, column 13: a range is nothing to write; loop over a split text"
    ),
    "{% raw %}{% endraw %}": (
        "line 1, column 4: {% raw %} has no use here; write braces as {{ '{{' }}"
    ),
    "{% render 'signatur' %}": (
        "line 1, column 11: unknown snippet 'signatur'; did you mean 'signature'?"
    ),
    "{% render signature %}": "line 1, column 11: write the snippet's name in quotes: 'signature'",
    "{% render 'why' %}": (
        "snippet 'why', line 1, column 7: trigger may be missing; "
        'write {{ trigger | default: "…" }} or put it into {% if trigger %}'
    ),
    "{% render 'hen' %}": (
        "snippet 'egg', line 1, column 11: snippet 'hen' renders itself: hen → egg → hen"
    ),
    "{% render 'broken' %}": (
        "snippet 'broken', line 2, column 4: {% if %} is never closed; write {% endif %}"
    ),
    "{% render 'ask' %}": (
        "snippet 'ask', line 1, column 4: unknown variable 'minutes'; declare it under variables"
    ),
    "{% for x in first_name %}{{ forloop.indx }}{% endfor %}": (
        "line 1, column 29: forloop.indx has no meaning; there is forloop.index"
    ),
}


@pytest.mark.parametrize(("template", "words"), FAULTS.items())
def test_a_fault_is_named_in_one_line_with_its_place(template: str, words: str) -> None:
    """What is wrong, where, and what would be right."""
    assert _found(template)[0] == words


SOUND = [
    "{{ first_name }}",
    "{{ trigger | default: 'x' | upcase }}",
    "{{ trigger | default: company | default: 'x' }}",
    "{{ trigger | default: first_name }}",
    "{% if trigger %}{{ trigger }}{% endif %}",
    "{% if trigger and company %}{{ trigger }}{{ company }}{% endif %}",
    "{% if trigger or company %}{{ trigger | default: company }}{% endif %}",
    "{% if trigger == 'x' or trigger contains 'y' %}{{ trigger }}{% endif %}",
    "{% if trigger != nil %}{{ trigger }}{% endif %}",
    "{% if city %}a{% elsif trigger %}{{ trigger }}{% else %}b{% endif %}",
    "{% unless trigger %}a{% else %}{{ trigger }}{% endunless %}",
    "{% unless trigger %}a{% elsif city %}{{ trigger }}{{ city }}{% endunless %}",
    "{% if city %}{% if trigger %}{{ trigger }}{{ city }}{% endif %}{{ city }}{% endif %}",
    "{% assign x = trigger | default: 'x' %}{{ x }}",
    "{% assign x = trigger %}{% if x %}{{ x }}{{ trigger }}{% endif %}",
    "{% if trigger %}{% assign x = trigger %}{% else %}{% assign x = 'x' %}{% endif %}{{ x }}",
    "{% if trigger %}{% assign x = 1 %}{% endif %}words{% if trigger %}{{ x }}{% endif %}",
    "{% assign trigger = trigger | default: 'x' %}{{ trigger }}",
    "{% capture x %}{{ trigger | default: 'x' }}{% endcapture %}{{ x }}",
    "{% case trigger %}{% when 'a', 'b' %}{{ trigger }}{% else %}c{% endcase %}",
    "{% if trigger %}{% for x in trigger %}{{ x }}{{ forloop.index }}{% endfor %}{% endif %}",
    "{% assign parts = first_name | split: ' ' %}{% if parts[1] %}{{ parts[1] }}{% endif %}",
    "{% assign n = first_name | size %}{% if n > 5 %}long{% endif %}",
    "{% if trigger %}{% render 'why' %}{% endif %}",
    "{% render 'ask', minutes: 20 %}",
    "{% comment %}{{ trigger }}{% endcomment %}{% # {{ no }} %}",
    "{{ '{{' }}",
]


@pytest.mark.parametrize("template", SOUND)
def test_a_sound_template_is_not_complained_of(template: str) -> None:
    """Whatever makes sure of a value is understood."""
    assert _found(template) == []


UNGUARDED = [
    "{% if trigger and city %}a{% else %}{% if trigger %}{{ city }}{% endif %}{% endif %}",
    "{% assign x = '1' %}{% for y in first_name %}{% assign x = city %}{% endfor %}{{ x }}",
    "{% if trigger or company %}{{ trigger }}{% endif %}",
    "{% if trigger %}a{% else %}{{ trigger }}{% endif %}",
    "{% if trigger %}a{% endif %}{{ trigger }}",
    "{% unless trigger %}{{ trigger }}{% endunless %}",
    "{% if trigger != blank %}{{ trigger }}{% endif %}",
    "{% if trigger != 'x' %}{{ trigger }}{% endif %}",
    "{% if trigger == company %}{{ trigger }}{% endif %}",
    "{% case trigger %}{% when 'a' %}b{% else %}{{ trigger }}{% endcase %}",
    "{% assign x = trigger | default: company %}{{ x }}",
    "{% assign x = '' %}{{ x | default: trigger }}",
    "{% capture x %}{{ trigger }}{% endcapture %}",
    "{% if city %}{% assign x = '1' %}{% endif %}{% if trigger %}{{ x }}{% endif %}",
    "{% assign parts = first_name | split: ' ' %}{{ parts[1] }}",
    "{% for x in first_name %}{% if trigger %}{% assign y = 1 %}{% endif %}{{ y }}{% endfor %}",
    "{% if trigger %}{% assign x = '1' %}{% endif %}{% render 'ask', minutes: x %}",
]


@pytest.mark.parametrize("template", UNGUARDED)
def test_what_only_looks_like_a_guard_is_none(template: str) -> None:
    """An `or`, an `else`, a difference from blank: the value may be missing there."""
    assert len(_found(template)) == 1


def test_every_place_is_named_in_the_order_of_the_text() -> None:
    """All that is wrong is said at once."""
    template = "{{ trigger }}\n{{ trigger }} {{ ctiy }}{{ city | nothing }}"

    places = [(fault.line, fault.column) for fault in check(template, DECLARED, SNIPPETS)]

    assert places == [(1, 4), (2, 4), (2, 18), (2, 28), (2, 35)]


def test_a_snippet_is_looked_at_as_it_is_rendered() -> None:
    """One fault of a snippet is one fault, however often it is rendered, with its own place."""
    faults = check("{% render 'why' %}" * 3, DECLARED, SNIPPETS)

    assert [(fault.snippet, fault.line, fault.column) for fault in faults] == [("why", 1, 7)]


def test_a_fault_of_the_template_itself_names_no_snippet() -> None:
    """The place is the template's."""
    (fault,) = check("{{ seats }}", DECLARED, SNIPPETS)

    assert fault == Fault(1, 4, "unknown variable 'seats'; declare it under variables")


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{% if v1 %}{% assign x = v1 %}{% endif %}" * 13, "more than 12 assignments"),
        ("{% if v1 %}a{% endif %}" * 81, "more than 80 conditions and loops"),
    ],
)
def test_what_would_take_too_long_to_look_at_is_refused(template: str, words: str) -> None:
    """Ways through a text double with each; a text that has so many is divided."""
    (fault,) = check(template, {"v1": "optional"}, ())

    assert words in fault.message

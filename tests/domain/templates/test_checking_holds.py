"""What checking finds is what rendering does, over templates that nobody would think of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from domain.errors import MissingVariable
from domain.rendering import render
from domain.templates.checking import check
from domain.templates.names import Declared, Snippets

Draw = st.DrawFn

OPTIONAL = ("a", "b", "c")
LOCAL = ("x", "y")
DECLARED: Declared = {**dict.fromkeys(OPTIONAL, "optional"), "r": "required"}
SNIPPETS: Snippets = (
    ("bare", "{{ a }}"),
    ("guarded", "{% if a %}{{ a }}{% endif %}{% assign x = 'own' %}{{ x }}"),
    ("passed", "{{ p }}{{ b | default: p }}"),
)
# Assigned at the end, so that both are known names, which are there only where they are assigned.
LAST = "{% assign x = '1' %}{% assign y = '1' %}"
DEEPEST = 3
# As many as a text may have.
MOST_ASSIGNMENTS = 12

names = st.sampled_from((*OPTIONAL, "r", *LOCAL))


@st.composite
def values(draw: Draw) -> str:
    """A name, a text or the empty one, or a name with a default."""
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return draw(st.sampled_from(("'t'", "''")))
    name = draw(names)
    fallback = draw(st.one_of(names, st.just("'d'"))) if kind == 1 else None
    return f"{name} | default: {fallback}" if fallback else name


@st.composite
def presences(draw: Draw) -> str:
    """Names joined by `and` and `or`."""
    joined = st.tuples(st.sampled_from(("and", "or")), names).map(" ".join)
    return " ".join((draw(names), *draw(st.lists(joined, max_size=2))))


@st.composite
def comparisons(draw: Draw) -> str:
    """A presence, or a name compared with a name, a text or nothing."""
    if draw(st.booleans()):
        return draw(presences())
    other = draw(st.one_of(names, st.sampled_from(("'A'", "'B'", "nil", "blank"))))
    return f"{draw(names)} {draw(st.sampled_from(('==', '!=', 'contains')))} {other}"


@st.composite
def texts(draw: Draw, conditions: Callable[[], st.SearchStrategy[str]], depth: int = 0) -> str:
    """Words, outputs, assignments, and branches on such conditions."""
    inner = texts(conditions, depth + 1)
    match draw(st.integers(0, 3 if depth >= DEEPEST else 7)):
        case 0:
            return "words "
        case 1 | 2:
            return f"{{{{ {draw(values())} }}}}"
        case 3:
            return f"{{% assign {draw(st.sampled_from(LOCAL))} = {draw(values())} %}}"
        case 4 | 5:
            return draw(inner) + draw(inner) + draw(inner)
        case 6:
            other = draw(st.sampled_from(("", "{% else %}")))
            then = f"{{% if {draw(conditions())} %}}{draw(inner)}"
            return f"{then}{other}{draw(inner)}{{% endif %}}"
    first = f"{{% unless {draw(conditions())} %}}{draw(inner)}"
    return f"{first}{{% elsif {draw(conditions())} %}}{draw(inner)}{{% endunless %}}"


@st.composite
def whole_language(draw: Draw) -> str:
    """Such texts, and the rest of the language around them."""
    inner = draw(texts(comparisons))
    match draw(st.integers(0, 6)):
        case 0 | 1:
            return inner
        case 2:
            return f"{{{{ {draw(names)} | append: {draw(names)} }}}}"
        case 3:
            return f"{{% capture x %}}{inner}{{% endcapture %}}"
        case 4:
            return f"{{% for y in {draw(names)} %}}{inner}{{{{ y }}}}{{% endfor %}}"
        case 5:
            snippet = draw(st.sampled_from(("bare", "guarded", "passed")))
            return f"{{% render '{snippet}', p: {draw(names)} %}}"
    when = f"{{% when {draw(names)}, 'A' %}}{inner}"
    return f"{{% case {draw(names)} %}}{when}{{% else %}}{draw(texts(presences))}{{% endcase %}}"


def _ended(parts: Iterable[str]) -> str:
    """The text of these parts, in which every local name is assigned somewhere."""
    return "".join(parts) + LAST


def _is_short(text: str) -> bool:
    return text.count("{% assign") <= MOST_ASSIGNMENTS


def _prospects(*fields: str) -> Iterator[dict[str, str]]:
    """Every prospect with any of the optional variables, each with any of these values."""
    for chosen in product(("", *fields), repeat=len(OPTIONAL)):
        given_ = {name: value for name, value in zip(OPTIONAL, chosen, strict=True) if value}
        yield {"r": "R", **given_}


def _fails(template: str, prospect: dict[str, str]) -> bool:
    try:
        render(template, prospect, SNIPPETS)
    except MissingVariable:
        return True
    return False


@settings(max_examples=400, deadline=None)
@given(texts(presences).map(_ended).filter(_is_short))
@example("{% assign y = x | default: a %}{% if a %}{{ y }}{% endif %}" + LAST)
def test_a_fault_is_found_where_and_only_where_rendering_can_fail(template: str) -> None:
    """No miss and no false alarm: some prospect lacks what is needed, if and only if it is said."""
    fails = [prospect for prospect in _prospects("A") if _fails(template, prospect)]

    faults = check(template, DECLARED, SNIPPETS)

    event("fails" if fails else "never fails")
    assert bool(faults) == bool(fails), (faults, fails)


@settings(max_examples=400, deadline=None)
@given(st.lists(whole_language(), min_size=1, max_size=3).map(_ended).filter(_is_short))
@example(
    "{% for y in r %}{% assign y = 't' %}{% endfor %}"
    "{% unless a == a %}b{% elsif y != a %}{{ a }}{% endunless %}"
)
def test_where_nothing_is_found_no_rendering_lacks_a_value(template: str) -> None:
    """Comparisons, cases, loops, captures and snippets: what is not complained of never fails."""
    is_sound = not check(template, DECLARED, SNIPPETS)

    fails = [prospect for prospect in _prospects("A", "B") if _fails(template, prospect)]

    event("sound" if is_sound else "complained of")
    assert not is_sound or fails == []

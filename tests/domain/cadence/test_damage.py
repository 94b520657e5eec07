"""Whatever a file holds, it is a cadence or refused in one line; nothing else ever comes out."""

from __future__ import annotations

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.cadence import Cadence, load_cadence
from domain.errors import InvalidCadence
from tests.domain.cadence.changing import changed
from tests.domain.cadence.editor import typed
from tests.domain.cadence.files import EVERYTHING, GOOD, LIBRARY
from tests.domain.cadence.generating import Document, as_braces

FILES = st.sampled_from([*GOOD.values(), LIBRARY["outbound-eight-touch"]])
TOKENS = re.compile(r"\s+|\w+|.", re.DOTALL)
SIGNS = "- : ? | > &a *a !!int % @ # ' \" { } [ ] {{ }} {% %} null ~ 0 -1 0x1f .inf --- ... <<"
STRAY = st.sampled_from(
    ["", " ", ": ", "\n", "\t", "\x00", "\ud800", "\u2028", "\ufeff", "9" * 400, *SIGNS.split()]
)
# Words of a library say nothing to the person who wrote the file.
FOREIGN = re.compile(
    r"Input should|pydantic|valid dictionary|NoneType|Traceback|timedelta|object at"
)
OFTEN = settings(max_examples=150, deadline=None)


def outcome_of(text: str) -> str:
    """The version of the cadence, or the line that refuses it."""
    try:
        cadence = load_cadence(text, "c.yaml")
    except InvalidCadence as refused:
        said = str(refused)
        assert re.match(r"c\.yaml:[1-9][0-9]*: ", said)
        return said
    assert isinstance(cadence, Cadence)
    return cadence.version


def is_one_clear_line(said: str) -> bool:
    return len(said.splitlines()) == 1 and len(said) < 1_000 and not FOREIGN.search(said)


@given(st.text(max_size=300))
@example("\ud800")
@OFTEN
def test_any_text(text: str) -> None:
    """Text of any letters, surrogates included."""
    assert is_one_clear_line(outcome_of(text))


@given(st.binary(max_size=300))
@OFTEN
def test_any_bytes(content: bytes) -> None:
    """Bytes, as they come out of a file that is no UTF-8, or is another kind of file."""
    assert is_one_clear_line(outcome_of(content.decode("utf-8", "surrogateescape")))
    assert is_one_clear_line(outcome_of(content.decode("latin-1")))


@given(st.text(alphabet="abc:-[]{}&*!'\"|>#%@`~\n \t,?\\0", max_size=120))
@OFTEN
def test_any_text_of_the_letters_of_yaml(text: str) -> None:
    """Whatever the parser may stumble over."""
    assert is_one_clear_line(outcome_of(text))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A good file with some lines, or some tokens, gone, twice, or replaced."""
    text = draw(FILES)
    by_line = draw(st.booleans())
    pieces = text.splitlines(keepends=True) if by_line else TOKENS.findall(text)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(pieces) - 1))
        stray = draw(st.one_of(STRAY, st.sampled_from(pieces)))
        pieces[place] = draw(
            st.sampled_from(["", pieces[place] * 2, stray, f"{pieces[place]}{stray}"])
        )
    return "".join(pieces)


@given(damaged())
@settings(max_examples=300, deadline=None)
def test_any_damage_to_a_good_file(text: str) -> None:
    """Lines and tokens lost, doubled and mixed up."""
    assert is_one_clear_line(outcome_of(text))


@given(changed(typed(EVERYTHING)))
@OFTEN
def test_any_wrong_shape_of_any_value(document: Document) -> None:
    """Lists, mappings, nothing and far too much in every place of the fullest file."""
    assert is_one_clear_line(outcome_of(as_braces(document)))

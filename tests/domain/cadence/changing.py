"""Documents with one thing changed at any place: for tests of what refuses what."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

Place = tuple[str | int, ...]

UNFIT: tuple[Any, ...] = (
    [],
    {},
    ["a"],
    {"a": "b"},
    "No such word!",
    [["a"]],
    {"a": {"b": "c"}},
    None,
    "x" * 2_100,
)


def places_in(document: Any, at: Place = ()) -> Iterator[Place]:  # noqa: ANN401 -- any document
    """Every place of the document but the whole of it."""
    items = document if isinstance(document, list) else ()
    for key, value in document.items() if isinstance(document, dict) else enumerate(items):
        yield (*at, key)
        yield from places_in(value, (*at, key))


@st.composite
def changed(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """The document with a value replaced, a key or item taken out, misspelt, or one too many."""
    copy = deepcopy(document)
    *around, last = draw(st.sampled_from(list(places_in(document))))
    here: Any = copy
    for part in around:
        here = here[part]
    how = draw(st.sampled_from(["replace", "remove", "misspell", "add"]))
    if how == "replace":
        here[last] = deepcopy(draw(st.sampled_from(UNFIT)))
    elif how == "remove" or isinstance(here, list):
        del here[last]
    else:
        here[f"{last}s"] = here[last]
        if how == "misspell":
            del here[last]
    return copy

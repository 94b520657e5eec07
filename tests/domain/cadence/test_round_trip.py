"""A cadence survives being stored, and its version says whether two are the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from domain.cadence import Cadence, load_cadence
from domain.errors import InvalidCadence
from tests.domain.cadence.changing import Place, changed, places_in
from tests.domain.cadence.editor import typed
from tests.domain.cadence.files import EVERYTHING, GOOD, LIBRARY, PLAIN
from tests.domain.cadence.generating import Document, as_braces, as_text, documents

# Examples that are no cadence are common here, and say nothing.
PATIENT = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
STEADY = settings(max_examples=50, deadline=None)
CHANGES: tuple[Callable[[Any], Any], ...] = (
    lambda value: f"{value}x",
    lambda value: value + 1 if isinstance(value, int) else "2h",
    lambda value: value[:-1] if isinstance(value, list) else "pause",
    lambda value: "12:00-13:00" if "-" in str(value) else "wait",
)
FILES = {**GOOD, **LIBRARY}


def stored_and_read(cadence: Cadence) -> Cadence:
    return Cadence.model_validate_json(cadence.model_dump_json(exclude_defaults=True))


@pytest.mark.parametrize("name", FILES)
def test_a_good_file_survives_being_stored(name: str) -> None:
    """Read again from its JSON, the cadence is the same in every part, plan and version."""
    cadence = load_cadence(FILES[name])

    again = stored_and_read(cadence)

    assert again.model_dump() == cadence.model_dump()
    assert (again.version, again.plan) == (cadence.version, cadence.plan)


@STEADY
@given(documents())
def test_any_cadence_survives_being_stored(document: Document) -> None:
    """Likewise for whatever the language can say."""
    cadence = load_cadence(as_text(document))

    again = stored_and_read(cadence)

    assert again.model_dump() == cadence.model_dump()
    assert (again.version, again.plan) == (cadence.version, cadence.plan)


@st.composite
def reordered(draw: st.DrawFn, document: Any) -> Any:  # noqa: ANN401 -- any document
    """The document with the keys of every mapping in another order."""
    if isinstance(document, list):
        return [draw(reordered(item)) for item in document]
    if not isinstance(document, dict):
        return document
    keys = draw(st.permutations(list(document)))
    return {key: draw(reordered(document[key])) for key in keys}


@STEADY
@given(st.data(), documents())
def test_the_order_of_keys_is_no_content(data: st.DataObject, document: Document) -> None:
    """A file whose keys were moved around is the same version."""
    moved = data.draw(reordered(document))

    assert load_cadence(as_text(moved)).version == load_cadence(as_text(document)).version


@STEADY
@given(st.data(), documents())
def test_comments_and_style_are_no_content(data: st.DataObject, document: Document) -> None:
    """Braces, quotes, blank lines and comments between any two lines change no version."""
    lines = as_braces(document).splitlines()
    place = data.draw(st.integers(0, len(lines)))

    remarked = "\n".join([*lines[:place], "", "# a remark: {", *lines[place:]])

    assert load_cadence(remarked).version == load_cadence(as_text(document)).version


@STEADY
@given(documents())
def test_defaults_that_are_written_out_are_no_content(document: Document) -> None:
    """A file that says everything that would be so anyway is the same version."""
    cadence = load_cadence(as_text(document))

    spelled_out = as_text(_without_nothing(cadence.model_dump(mode="json")))

    assert load_cadence(spelled_out).version == cadence.version


def _without_nothing(document: Any) -> Any:  # noqa: ANN401 -- any document
    if isinstance(document, list):
        return [_without_nothing(item) for item in document]
    if isinstance(document, dict):
        return {k: _without_nothing(v) for k, v in document.items() if v is not None}
    return document


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("day: 3", "day: 03"),
        ("at: 10:30", 'at: "10:30:00"'),
        ("window: 09:00-11:30", 'window: "09:00 - 11:30"'),
        ("at: 10:30", "at: 10:30\n    overdue: wait"),
        ("at: 10:30", "at: 10:30\n    overdue: {}"),
        ("at: 10:30", "at: 10:30\n    blocking: no"),
        ("channel: email", "channel: email\n    alternatives: []"),
        ("rules:", "on: {reply: finish}\nrules:"),
        ("rules:", "on: {reply: {wrong_person: {finish: wrong_person}}}\nrules:"),
        ("rules:", "enrolling: {again: never, rest: 0w}\nrules:"),
        ("rules:", "exit: {after: 0d, rest: 0h, outcome: completed}\nrules:"),
        ("rules:", "rules:\n  gap: 60m"),
        ("script: Ask.", 'script: "Ask."'),
    ],
)
def test_two_spellings_are_one_version(one: str, other: str) -> None:
    """What means the same has one version, however it is written."""
    assert one in PLAIN
    spelled = PLAIN.replace(one, other, 1)

    assert load_cadence(spelled).version == load_cadence(PLAIN).version


@PATIENT
@given(st.data())
def test_any_change_of_content_is_another_version(data: st.DataObject) -> None:
    """Whichever value of the fullest file is changed: if it still is a cadence, it is another."""
    place = data.draw(st.sampled_from(list(places_in(typed(EVERYTHING)))))
    change = data.draw(st.sampled_from(CHANGES))

    other = accepted(as_text(changed_at(typed(EVERYTHING), place, change)))

    assert other.version != load_cadence(EVERYTHING).version


@PATIENT
@given(st.data(), documents())
def test_versions_are_equal_only_where_contents_are(
    data: st.DataObject, document: Document
) -> None:
    """After any change that leaves a cadence, both are equal or neither is."""
    other = accepted(as_text(data.draw(changed(document))))

    cadence = load_cadence(as_text(document))

    assert (other.version == cadence.version) is (other.model_dump() == cadence.model_dump())


def accepted(text: str) -> Cadence:
    """The cadence; where the text is none, the example says nothing."""
    try:
        return load_cadence(text)
    except InvalidCadence:
        reject()


def changed_at(document: Document, place: Place, change: Callable[[Any], Any]) -> Document:
    """The document with one value changed; where it stays as it is, the example says nothing."""
    *around, last = place
    here: Any = document
    for part in around:
        here = here[part]
    before = here[last]
    here[last] = change(before)
    assume(here[last] != before)
    return document

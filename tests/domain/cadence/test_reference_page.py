"""docs/cadence-language.md says what the model says: every key once, and only what works."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from jsonschema import Draft202012Validator

from domain.cadence import load_cadence
from domain.cadence.experiments import MOST_COMBINATIONS
from domain.cadence.nodes import LARGEST_FILE, MOST_VALUES
from domain.cadence.reactions import DEEDS
from domain.cadence.words import ENDINGS
from domain.templates.environment import TAGS
from domain.templates.filters import FILTERS
from domain.templates.names import BUILT_IN
from tests.domain.cadence.editor import complaints_of, typed
from tests.domain.cadence.generating import COMPLIANCE, as_text
from tests.domain.cadence.reference import (
    PAGE,
    SCHEMA,
    TABLE,
    declaring_parts,
    example_of,
    page_with_tables,
    property_of,
)
from tests.domain.cadence.reference_words import EXAMPLES, FILTERED

TEXT = PAGE.read_text(encoding="utf-8")
KEYS = [(name, key) for name, (_, keys) in declaring_parts().items() for key in keys]
PIECES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def section(title: str) -> str:
    """The page from this title to the next."""
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_the_tables_are_those_of_the_model() -> None:
    """Keys, defaults, meanings: `python -m tests.domain.cadence.reference` would change nothing."""
    assert page_with_tables(TEXT) == TEXT


def test_every_key_is_named_once() -> None:
    """Each part of the model has one table, in which each of its keys has one row."""
    tables = Counter(TABLE.findall(TEXT))

    assert tables == Counter([*declaring_parts(), "Filters"])


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_every_example_is_good(name: str, key: str) -> None:
    """What the page shows for a key may stand there, by the schema and so by the loader."""
    part, _ = declaring_parts()[name]
    shape = {**property_of(part, key), "$defs": SCHEMA["$defs"]}

    document = typed(f"{key}: {example_of(name, key)}")

    assert list(Draft202012Validator(shape).iter_errors(document[key])) == []


def test_no_example_is_left_over() -> None:
    """Each example is of a key of the model, and each filter's of a filter."""
    named = {(name, key) for name, keys in EXAMPLES.items() if name != "any" for key in keys}

    assert named <= set(KEYS)
    assert set(FILTERED) == set(FILTERS)


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.split("\n")[0])
def test_every_piece_of_yaml_is_good(piece: str) -> None:
    """What the page shows loads: a whole file by itself, a piece in a file that has the rest."""
    text = _in_a_file(piece)

    load_cadence(text, "page.yaml")
    assert complaints_of(text) == []


def _in_a_file(piece: str) -> str:
    """The piece, with around it what it takes to be a file."""
    said = typed(piece) or {}
    if "name" in said:
        return piece
    mail = {"id": "day-1-email", "day": 1, "channel": "email", "subject": "Hi", "text": "Hello"}
    within = {key: said.pop(key) for key in ("alternatives",) if key in said}
    frame = {"name": "page", "compliance": COMPLIANCE, "variables": {"customer": "optional"}}
    return as_text({**frame, "steps": [{**mail, **within}], **said})


def test_what_the_prose_lists_is_all_there_is() -> None:
    """Built-in names, tags, reactions and endings are named where they are explained."""
    words, reactions = section("Words"), section("Reactions")

    names = [f"`{name}`" for name in BUILT_IN]
    tags = [f"`{tag.name}`" for tag in TAGS]
    endings = [f"`{ending}`" for ending in ENDINGS]
    deeds = [
        f"`{deed}`" if deed in ("continue", "finish", "pause") else f"`{{{deed}:" for deed in DEEDS
    ]

    assert [name for name in (*names, *tags) if name not in words] == []
    assert [ending for ending in endings if ending not in words + reactions] == []
    assert [deed for deed in deeds if deed not in reactions] == []


def test_every_link_leads_to_a_title() -> None:
    """Anchors within the page are those that GitHub makes of its titles."""
    titles = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL), re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 _-]", "", title.lower()).replace(" ", "-") for title in titles}

    assert set(re.findall(r"\]\(#([^)]*)\)", TEXT)) <= anchors


def test_limits_are_those_of_the_loader() -> None:
    """The sizes that the page names are those that are refused beyond."""
    steps = SCHEMA["properties"]["steps"]["maxItems"]

    limits = (
        f"at most {LARGEST_FILE // 1024} KiB and {MOST_VALUES:,} values, a cadence at most {steps}"
    )

    assert limits in TEXT
    assert f"may have {MOST_COMBINATIONS} combinations" in TEXT

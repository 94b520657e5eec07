"""The JSON Schema takes what the loader takes, as far as one value at a time can tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from domain.cadence import Cadence
from domain.cadence.meanings import MEANINGS
from domain.cadence.nodes import UnreadableYaml, written_in
from domain.cadence.schema import cadence_schema
from domain.cadence.shapes import parts_of
from tests.domain.cadence.changing import changed
from tests.domain.cadence.editor import complaints_about, complaints_of, typed
from tests.domain.cadence.files import EVERYTHING, GOOD, LIBRARY, Fault, faults_about

SCHEMA = cadence_schema()
STRUCTURAL = [fault for topic in ("keys", "values", "reactions") for fault in faults_about(topic)]
# What one value by itself does not tell.
BEYOND_A_SCHEMA = (
    "does not open before it closes",
    "longer than a year",
    "'DE-XX' has no holiday calendar",
    "stands here twice",
    "there is no step",
    "only a reply names somebody",
)


def test_the_schema_is_one_of_its_dialect() -> None:
    """It is valid JSON Schema, draft 2020-12, and says so."""
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", [*GOOD, *LIBRARY])
def test_every_good_file_validates(name: str) -> None:
    """An editor complains about none of the library and none of the tests' good files."""
    assert complaints_of({**GOOD, **LIBRARY}[name]) == []


@pytest.mark.parametrize("fault", STRUCTURAL, ids=str)
def test_a_misshapen_file_is_refused_by_both(fault: Fault) -> None:
    """What the loader refuses for its shape, the editor underlines while it is written."""
    is_beyond = any(words in fault.said for words in BEYOND_A_SCHEMA)

    assert bool(complaints_of(fault.text)) is not is_beyond


@settings(deadline=None)
@given(changed(typed(EVERYTHING)))
def test_schema_and_loader_agree_on_every_shape(document: dict[str, Any]) -> None:
    """Whatever is replaced, removed, misspelt or added: no false alarm, and nothing overlooked."""
    complaints = complaints_about(document)

    refused = refusal_by_the_model(document)

    assert not complaints or refused
    assert "shape" not in refused or complaints


def refusal_by_the_model(document: dict[str, Any]) -> set[str]:
    """Whether the loader refuses values as such, or how they hang together; empty if neither."""
    try:
        Cadence.model_validate(written_in(json.dumps(document)).plain())
    except UnreadableYaml:
        return {"shape"}
    except ValidationError as error:
        contexts = [fault.get("ctx", {}) for fault in error.errors()]
        return {"shape" if _is_of_shape(context) else "whole" for context in contexts}
    return set()


def _is_of_shape(context: dict[str, Any]) -> bool:
    return "words" not in context or bool(context.get("cause"))


def test_every_key_says_what_it_means() -> None:
    """Each key of each part has a title, and a description that is a sentence."""
    keys = [
        (part, key, said)
        for part, shape in {"Cadence": SCHEMA, **SCHEMA["$defs"]}.items()
        for key, said in shape.get("properties", {}).items()
        if part not in ("Changes", "Overdue", "Reaction", "NoResponse")
    ]

    silent = [
        (part, key)
        for part, key, said in keys
        if not said.get("title") or not said.get("description", "").endswith(".")
    ]

    assert len(keys) > 100
    assert silent == []


def test_no_meaning_is_left_over() -> None:
    """What `meanings` explains is a key of the model: a renamed one takes its words along."""
    parts = {of.__name__: of for part in parts_of(Cadence) for of in part.__mro__}

    unknown = [
        (part, key)
        for part, keys in MEANINGS.items()
        for key in keys
        if key not in getattr(parts.get(part), "model_fields", {})
    ]

    assert unknown == []


def test_every_level_refuses_unknown_keys() -> None:
    """No object of the schema is open, but where the person chooses the names."""
    open_ones = [shape for shape in _objects(SCHEMA) if shape.get("additionalProperties") is None]

    assert [shape for shape in open_ones if "allOf" not in shape] == []


def _objects(schema: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- any part of a schema
    if isinstance(schema, list):
        return [found for item in schema for found in _objects(item)]
    if not isinstance(schema, dict):
        return []
    here = [schema] if schema.get("type") == "object" else []
    return here + [found for item in schema.values() for found in _objects(item)]


def test_defaults_stand_as_a_person_writes_them() -> None:
    """Windows, spans, reactions and policies are shown in the form of the file."""
    defs = SCHEMA["$defs"]

    assert defs["Rules"]["properties"]["window"]["default"] == "09:00-17:00"
    assert defs["Rules"]["properties"]["gap"]["default"] == "1h"
    assert defs["Replies"]["properties"]["automatic"]["default"] == "continue"
    assert defs["Replies"]["properties"]["wrong_person"]["default"] == {"finish": "wrong_person"}
    assert defs["EmailStep"]["properties"]["overdue"]["default"] == "wait"

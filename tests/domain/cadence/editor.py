"""A cadence file as an editor reads it: YAML 1.2 (core schema), checked against the JSON Schema."""

from __future__ import annotations

import re
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from domain.cadence.schema import cadence_schema

_VALIDATOR = Draft202012Validator(cadence_schema())
_NULL = re.compile(r"null|Null|NULL|~|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def complaints_of(text: str) -> list[str]:
    """Where and what the schema complains about; nothing for a good file."""
    return complaints_about(typed(text))


def typed(text: str) -> Any:  # noqa: ANN401 -- whatever an editor may read
    """The document as an editor has it."""
    return _typed(yaml.compose(text, Loader=yaml.BaseLoader))


def complaints_about(document: Any) -> list[str]:  # noqa: ANN401 -- whatever an editor may read
    errors = sorted(_VALIDATOR.iter_errors(document), key=lambda error: error.json_path)
    return [f"{error.json_path}: {error.message}" for error in errors]


def _typed(node: yaml.Node | None) -> Any:  # noqa: ANN401 -- likewise
    if isinstance(node, yaml.MappingNode):
        return {_typed_scalar(key): _typed(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_typed(item) for item in node.value]
    return _typed_scalar(node) if isinstance(node, yaml.ScalarNode) else None


def _typed_scalar(node: yaml.ScalarNode) -> Any:  # noqa: ANN401 -- likewise
    text: str = node.value
    if node.style is not None:
        return text
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text

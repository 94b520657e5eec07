"""The tables of docs/cadence-language.md, as the model has them.

`python -m tests.domain.cadence.reference` writes them into the page, between their marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import get_annotations
from pathlib import Path
from typing import Any

import yaml

from domain.cadence import Cadence
from domain.cadence.meanings import meaning_of
from domain.cadence.schema import as_written, cadence_schema
from domain.cadence.shapes import parts_of
from domain.cadence.values import Part, Window
from domain.rendering import render
from tests.domain.cadence.reference_words import EXAMPLES, FILTERED, FORMS, PATTERNS, SAMPLES

PAGE = Path(__file__).parents[3] / "docs" / "cadence-language.md"
TABLE = re.compile(r"<!-- table: (\w+) -->\n.*?<!-- end -->", re.DOTALL)
SCHEMA = cadence_schema()
MOST_LISTED = 10


def page_with_tables(page: str) -> str:
    """The page with its tables as they should be."""
    return TABLE.sub(
        lambda mark: f"<!-- table: {mark[1]} -->\n{table_of(mark[1])}\n<!-- end -->", page
    )


def table_of(name: str) -> str:
    """The table of a part, or of the filters."""
    if name == "Filters":
        return "\n".join(
            ["| filter | what it gives | for example | |", f"|{'---|' * 4}", *_filters()]
        )
    part, keys = declaring_parts()[name]
    head = "| key | what stands there | default | meaning | for example |"
    return "\n".join([head, f"|{'---|' * 5}", *(_row(part, name, key) for key in keys)])


def declaring_parts() -> dict[str, tuple[type[Part], list[str]]]:
    """Every part that declares keys, by its name: one part that has them, and the keys."""
    found: dict[str, tuple[type[Part], list[str]]] = {}
    for part in parts_of(Cadence):
        for of in part.__mro__:
            own = [key for key in part.model_fields if key in get_annotations(of)]
            if own and part is not Window:
                found.setdefault(of.__name__, (part, own))
    return found


def example_of(name: str, key: str) -> str:
    """What a file may say there."""
    return EXAMPLES.get(name, {}).get(key) or EXAMPLES["any"][key]


def property_of(part: type[Part], key: str) -> dict[str, Any]:
    """What the schema says of a key."""
    whole = SCHEMA if part is Cadence else SCHEMA["$defs"][part.__name__]
    # A part that can also be said in a word is the last of its forms.
    properties: dict[str, dict[str, Any]] = (whole.get("anyOf") or [whole])[-1]["properties"]
    return properties[key]


def _row(part: type[Part], name: str, key: str) -> str:
    kind = _kind_of(property_of(part, key))
    example = f"`{key}: {example_of(name, key)}`"
    return _cells(f"`{key}`", kind, _default(part, key), meaning_of(part, key), example)


def _filters() -> Iterator[str]:
    for name, (meaning, example) in FILTERED.items():
        written = f"{{{{ {example} }}}}"
        shown = " ".join(render(written, SAMPLES).splitlines())
        yield _cells(f"`{name}`", meaning, f"`{written}`", shown.replace("<", "&lt;"))


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(part: type[Part], key: str) -> str:
    if part.model_fields[key].is_required():
        return "required"
    default = as_written(part, key)
    if default in (None, "", [], {}):
        return "–"
    dumped = yaml.safe_dump(default, default_flow_style=True, width=200)
    return f"`{dumped.partition('...')[0].strip()}`"


def _kind_of(shape: dict[str, Any]) -> str:
    """What may stand there, in a few words."""
    match shape:
        case {"$ref": str(where)}:
            return FORMS.get(where.rpartition("/")[2], "keys, see below")
        case {"anyOf": list(kinds)}:
            return ", or ".join(_kind_of(kind) for kind in kinds)
        case {"const": word}:
            return f"`{word}`"
        case {"enum": list(words)}:
            listed = ", ".join(f"`{word}`" for word in words)
            return listed if len(words) < MOST_LISTED else "IANA time zone"
        case {"pattern": str(pattern)}:
            return next(
                said
                for begins, said in sorted(PATTERNS.items(), reverse=True)
                if pattern.startswith(begins)
            )
        case {"type": "array", "items": items}:
            return f"list: {_kind_of(items)}"
    return _kind_by_type(shape)


def _kind_by_type(shape: dict[str, Any]) -> str:
    match shape:
        case {"type": "boolean"}:
            return "`true` or `false`"
        case {"type": "integer", "minimum": least, "maximum": most}:
            return f"number, {least} to {most}"
        case {"type": "string", "maxLength": most}:
            return f"text, up to {most:,}"
        case {"type": "string"}:
            return "text"
        case {"additionalProperties": dict(values)}:
            return f"channels, and each its {_kind_of(values)}"
        case {"patternProperties": dict(values)}:
            ((pattern, value),) = values.items()
            return f"{_kind_of({'pattern': pattern})}s, and each its {_kind_of(value)}"
    return "keys, see below"


if __name__ == "__main__":
    PAGE.write_text(page_with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

"""Where a place of a template stands in the file that the template was read from."""

from __future__ import annotations

import re
from itertools import islice

import yaml

_BLOCK_HEADER = re.compile(r"[|>][^\n]*\n")
_NO_SPACE = re.compile(r"\S")


def place_in_file(scalar: yaml.ScalarNode, line: int, column: int) -> tuple[int, int | None]:
    """Line and column, from 1, of a place of the scalar's text; no column where it is not known.

    YAML folds lines and takes off indents, so that only space differs between the file and the
    text: the n-th character that is no space is the same in both.
    """
    begins = scalar.start_mark
    source = (begins.buffer or "")[begins.pointer : scalar.end_mark.pointer]
    if scalar.style == '"' and "\\" in source:
        return begins.line + 1, None
    header = _BLOCK_HEADER.match(source) if scalar.style in ("|", ">") else None
    first = header.end() if header else len(scalar.style or "")
    body = source
    if scalar.style == "'":
        # Within these, two quotes stand for one: the second is put aside, in its own length.
        body = source[:1] + source[1:].replace("''", "' ")
    before = len(_NO_SPACE.findall(scalar.value, 0, _index_of(scalar.value, line, column)))
    found = next(islice(_NO_SPACE.finditer(body, first), before, None), None)
    at = found.start() if found else first
    lines = source[:at].count("\n")
    since = source.rfind("\n", 0, at)
    return begins.line + 1 + lines, at - since if lines else begins.column + at + 1


def _index_of(text: str, line: int, column: int) -> int:
    lines = text.split("\n")[: line - 1]
    return sum(map(len, lines)) + len(lines) + column - 1

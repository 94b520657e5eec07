"""From the text of a cadence file to a `Cadence`, or to one line that says what to change where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.cadence.cadence import Cadence
from domain.cadence.consistency import Fault, Loc
from domain.cadence.faults import as_shown, said_of
from domain.cadence.nodes import UnreadableYaml, Written, written_in
from domain.cadence.places import place_in_file
from domain.cadence.shapes import without_tags
from domain.cadence.words import faults_in_words
from domain.errors import InvalidCadence

# What is missing is often misspelt, and so a consequence of what is wrong.
CONSEQUENCES = {"missing": 1, "too_short": 2}


@dataclass(frozen=True)
class CadenceFile:
    """A cadence with the file it was read from, so that remarks on it can name their line."""

    cadence: Cadence
    name: str
    root: Written
    # What stands in the files that its mails carry, by digest.
    contents: Mapping[str, bytes] = field(default_factory=dict)

    def refused(self, loc: Loc, words: str) -> InvalidCadence:
        """What is wrong at this place, as loading the file would have said it."""
        return InvalidCadence(_fault_line(self.root, Fault(loc, words), self.name))

    def line_of(self, loc: Loc) -> int:
        """The line of what stands at this place, or of the nearest thing around it; from 1."""
        return self.root.at(loc).line


def load_cadence(text: str, name: str = "<text>") -> Cadence:
    """The cadence that the text describes, every template and condition in it checked.

    Raises `InvalidCadence` with one line, `NAME:LINE: key: what is wrong; what would be right`.
    """
    return read_cadence(text, name).cadence


def read_cadence(text: str, name: str = "<text>") -> CadenceFile:
    """As `load_cadence`, and keeps the places of what stands in the text."""
    try:
        root = written_in(text)
    except UnreadableYaml as error:
        raise InvalidCadence(_line(name, error.line, error.loc, str(error))) from error
    try:
        cadence = Cadence.model_validate(root.plain())
    except ValidationError as error:
        raise InvalidCadence(_fault_line(root, _first_fault(error, root), name)) from error
    for fault in faults_in_words(cadence):
        raise InvalidCadence(_fault_line(root, fault, name))
    return CadenceFile(cadence, name, root)


def _first_fault(error: ValidationError, root: Written) -> Fault:
    """The first fault in the file; what is missing comes after what is wrong, often its cause."""

    def rank(fault: ErrorDetails) -> tuple[int, int]:
        return CONSEQUENCES.get(fault["type"], 0), root.at(without_tags(fault["loc"])).line

    return Fault(*said_of(min(error.errors(include_url=False), key=rank)))


def _fault_line(root: Written, fault: Fault, name: str) -> str:
    """The fault with the part of its place that stands in the file; what the model adds is not."""
    found = list(root.along(fault.loc))
    here = found[-1][1] if found else root
    shown = tuple(part for part, _ in found)
    if fault.within is None or not isinstance(here.node, yaml.ScalarNode):
        return _line(name, here.line, shown, fault.words)
    line, column = place_in_file(here.node, *fault.within)
    at = f" (column {column})" if column else ""
    return _line(name, line, shown, f"{fault.words}{at}")


def _line(name: str, line: int, loc: Loc, words: str) -> str:
    path = ".".join(str(part + 1) if isinstance(part, int) else as_shown(part) for part in loc)
    said = f"{name}:{line}: {f'{path}: ' if path else ''}{words}"
    # A name or a parser's words may hold any character; a fault is one line whatever happens.
    return " ".join(said.splitlines())

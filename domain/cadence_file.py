"""From the text of a cadence file to a `Cadence`, or to one line that says what to change where."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.cadence import Cadence, Call, CallStep, Email, EmailStep, LinkedIn, LinkedInStep
from domain.cadence_faults import said_of
from domain.cadence_nodes import UnreadableYaml, compose, line_of, plain, step_named_in
from domain.errors import InvalidCadence, InvalidTemplate
from domain.rendering import check_template

Loc = tuple[str | int, ...]


def load_cadence(text: str, name: str = "<text>") -> Cadence:
    """The cadence that the text describes; every template in it parses.

    Raises `InvalidCadence` with one line, `NAME:LINE: key: what is wrong; what would be right`.
    """
    try:
        root = compose(text)
    except UnreadableYaml as error:
        raise InvalidCadence(f"{name}:{error.line}: {error}") from error
    try:
        cadence = Cadence.model_validate(plain(root))
    except ValidationError as error:
        raise InvalidCadence(_first_fault(error, root, name)) from error
    _check_templates(cadence, root, name)
    return cadence


def _first_fault(error: ValidationError, root: yaml.Node, name: str) -> str:
    """The first fault in the file; what is missing comes after what is wrong, often its cause."""

    def rank(fault: ErrorDetails) -> tuple[int, int]:
        consequence = {"missing": 1, "too_short": 2}.get(fault["type"], 0)
        return consequence, line_of(root, fault["loc"])

    fault = min(error.errors(), key=rank)
    loc, words = said_of(fault)
    if not loc:
        loc = step_named_in(root, words)
    return _fault_line(root, loc, words, name)


def _fault_line(root: yaml.Node, loc: Loc, words: str, name: str) -> str:
    path = ".".join(str(part + 1) if isinstance(part, int) else part for part in _shown(root, loc))
    return f"{name}:{line_of(root, loc)}: {f'{path}: ' if path else ''}{words}"


def _shown(root: yaml.Node, loc: Loc) -> Iterator[str | int]:
    """The parts of a place that stand in the file, without the tags that the model puts in."""
    node: object = plain(root)
    for number, part in enumerate(loc):
        if isinstance(node, dict) and part not in node and number < len(loc) - 1:
            continue
        if isinstance(node, dict):
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            return
        yield part


def _check_templates(cadence: Cadence, root: yaml.Node, name: str) -> None:
    for loc, template in _templates(cadence):
        try:
            check_template(template)
        except InvalidTemplate as error:
            raise InvalidCadence(_fault_line(root, loc, str(error), name)) from error


def _templates(cadence: Cadence) -> Iterator[tuple[Loc, str]]:
    """Every template of every step and alternative, with its place in the file."""
    for number, step in enumerate(cadence.steps):
        yield from _templates_of(step, ("steps", number))
        for other, content in enumerate(step.alternatives):
            yield from _templates_of(content, ("steps", number, "alternatives", other))


def _templates_of(
    content: EmailStep | CallStep | LinkedInStep | Email | Call | LinkedIn, at: Loc
) -> Iterator[tuple[Loc, str]]:
    for key in ("subject", "text", "html", "script", "voicemail", "message"):
        if template := getattr(content, key, None):
            yield (*at, key), template

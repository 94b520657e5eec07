"""YAML as text that knows its line: no aliases, no tags, no repeated keys, nothing left empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

LARGEST_FILE = 256 * 1024
DEEPEST = 16
# A hundred steps with twenty keys each are 4,000; what is far above that only costs time.
MOST_VALUES = 20_000
# What YAML takes for no value, where it is not quoted.
NO_VALUE = frozenset({"", "~", "null", "Null", "NULL"})
# What helps, by the words of the parser; the last is for all others.
ADVICE = {
    "mapping values are not allowed": "put text with a colon in quotes, or mend the indentation",
    "character '\\t'": "indent with spaces, not with tabs",
    "cannot start any token": "put the text in quotes",
    "could not find expected ':'": "write a colon and a space after the key",
    "found unexpected end of stream": "close the quotes that are open",
    "expected <block end>": "put text that begins with a quote or a bracket in quotes, or mend the "
    "indentation",
    "expected ','": "close the bracket, or put text with brackets in quotes",
    "found another document": "take the line --- out; a file is one cadence",
    "special characters": "take the control character out",
    "": "mend the indentation or the quotes",
}

Loc = tuple[str | int, ...]


class UnreadableYaml(Exception):
    """The text is not YAML that a cadence may be written in."""

    def __init__(self, message: str, line: int, loc: Loc = ()) -> None:
        super().__init__(message)
        self.line = line
        self.loc = loc


@dataclass(frozen=True)
class Written:
    """What stands at one place of the file: its node, the line it begins on, and what is inside."""

    node: yaml.Node
    line: int
    inside: Mapping[str | int, Written]

    def plain(self) -> object:
        """As dicts, lists and text: every scalar is what stands in the file."""
        if isinstance(self.node, yaml.MappingNode):
            return {key: value.plain() for key, value in self.inside.items()}
        if isinstance(self.node, yaml.SequenceNode):
            return [value.plain() for value in self.inside.values()]
        return self.node.value

    def along(self, loc: Loc) -> Iterator[tuple[str | int, Written]]:
        """Each part of the place that stands in the file, with what stands there."""
        here = self
        for part in loc:
            if part not in here.inside:
                return
            here = here.inside[part]
            yield part, here

    def at(self, loc: Loc) -> Written:
        """What stands at this place, or the nearest thing around it."""
        here = self
        for _, here in self.along(loc):  # noqa: B007 -- the last is wanted
            pass
        return here


def written_in(text: str) -> Written:
    """What stands in the file. Raises `UnreadableYaml`, before anything large is built."""
    if len(text) > LARGEST_FILE or len(text.encode(errors="replace")) > LARGEST_FILE:
        raise UnreadableYaml("the file is larger than 256 KiB; a cadence is a few pages of text", 1)
    try:
        root = _composed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableYaml(_no_yaml(f"{error.problem or error.context}"), line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableYaml(_no_yaml(f"{error.reason}"), line) from error
    if not isinstance(root, yaml.MappingNode):
        raise UnreadableYaml("this is not a cadence; it starts with keys such as `name:`", 1)
    return _written(root, root.start_mark.line + 1, ())


def _no_yaml(problem: str) -> str:
    """The parser's words, and what most often is the cause."""
    advice = (instead for words, instead in ADVICE.items() if words in problem)
    return f"this is not YAML: {problem.removeprefix('but ')}; {next(advice)}"


def _composed(text: str) -> yaml.Node | None:
    composer = _Composer(text)
    try:
        return composer.get_single_node()
    finally:
        composer.dispose()


class _Composer(yaml.BaseLoader):
    """Refuses on the way what cadences do not use: aliases (which can grow), tags, deep nesting."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0
        self.values = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # -- its stub has no types
        line = event.start_mark.line + 1
        if getattr(event, "anchor", None):
            raise UnreadableYaml("anchors and aliases are refused; write the text out", line)
        if getattr(event, "tag", None):
            raise UnreadableYaml("YAML tags are refused; write the plain value", line)
        self.depth += 1
        self.values += 1
        # The root is no nesting.
        if self.depth > DEEPEST + 1:
            raise UnreadableYaml("nested deeper than any cadence; take brackets out", line)
        if self.values > MOST_VALUES:
            raise UnreadableYaml("more keys and items than any cadence; split the file", line)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _written(node: yaml.Node, line: int, loc: Loc) -> Written:
    if isinstance(node, yaml.MappingNode):
        return Written(node, line, _keys(node, loc))
    if isinstance(node, yaml.SequenceNode):
        return Written(node, line, _items(node, loc))
    if isinstance(node, yaml.ScalarNode) and node.style is None and node.value in NO_VALUE:
        raise UnreadableYaml("has no value; write one or leave this out", line, loc)
    return Written(node, line, {})


def _items(node: yaml.SequenceNode, loc: Loc) -> dict[str | int, Written]:
    return {
        number: _written(item, item.start_mark.line + 1, (*loc, number))
        for number, item in enumerate(node.value)
    }


def _keys(node: yaml.MappingNode, loc: Loc) -> dict[str | int, Written]:
    inside: dict[str | int, Written] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            words = "a key is plain text; put text that begins with {{ or [ in quotes"
            raise UnreadableYaml(words, line, loc)
        place = (*loc, key.value)
        if key.value in inside:
            words = f"stands here again, after line {inside[key.value].line}; keep one of them"
            raise UnreadableYaml(words, line, place)
        inside[key.value] = _written(value, line, place)
    return inside

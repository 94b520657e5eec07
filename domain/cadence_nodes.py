"""YAML as nodes that know their line: plain text scalars, no aliases, no tags, no repeated keys."""

from __future__ import annotations

import yaml

LARGEST_FILE = 256 * 1024
DEEPEST = 16

Loc = tuple[str | int, ...]


class UnreadableYaml(Exception):
    """The text is not YAML that a cadence may be written in."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def compose(text: str) -> yaml.MappingNode:
    """The file's one mapping. Raises `UnreadableYaml`, before anything large is built."""
    if len(text.encode(errors="replace")) > LARGEST_FILE:
        raise UnreadableYaml("the file is larger than 256 KiB; a cadence is a few pages of text", 1)
    try:
        _refuse_what_cadences_do_not_use(text)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableYaml(f"this is not YAML: {error.problem or error.context}", line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableYaml(f"this is not YAML: {error.reason}", line) from error
    if not isinstance(root, yaml.MappingNode):
        raise UnreadableYaml("this is not a cadence; it starts with keys such as `name:`", 1)
    _refuse_repeated_keys(root)
    return root


def _refuse_what_cadences_do_not_use(text: str) -> None:
    """Aliases (which can grow without bound), tags, and nesting that no cadence has."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if getattr(event, "anchor", None):
            raise UnreadableYaml("anchors and aliases are refused; write the text out", line)
        if getattr(event, "tag", None):
            raise UnreadableYaml("YAML tags are refused; write the plain value", line)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise UnreadableYaml("nested deeper than any cadence", line)


def _refuse_repeated_keys(node: yaml.Node) -> None:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeated_keys(item)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise UnreadableYaml("a key is plain text, not a list or a mapping", line)
        if key.value in seen:
            first = seen[key.value]
            raise UnreadableYaml(f"{key.value!r} stands here again, after line {first}", line)
        seen[key.value] = line
        _refuse_repeated_keys(value)


def plain(node: yaml.Node) -> object:
    """The node as dicts, lists and text: every scalar is what stands in the file."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return node.value


def line_of(root: yaml.Node, loc: Loc) -> int:
    """The line of what stands at this place, or of the nearest thing around it."""
    node, line = root, root.start_mark.line
    for part in loc:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        elif isinstance(node, yaml.MappingNode) and (pair := _pair(node, part)):
            line, node = pair[0].start_mark.line, pair[1]
    return line + 1


def step_named_in(root: yaml.Node, words: str) -> Loc:
    """The last step that the words name by its id, which is the one to change, else the first."""
    steps = _pair(root, "steps")
    listed = steps[1].value if steps and isinstance(steps[1], yaml.SequenceNode) else []
    ids = [pair[1].value if (pair := _pair(step, "id")) else None for step in listed]
    named = [number for number, step_id in enumerate(ids) if step_id and repr(step_id) in words]
    return ("steps", named[-1] if named else 0)


def _pair(node: yaml.Node, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((pair for pair in node.value if pair[0].value == part), None)

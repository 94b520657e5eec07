"""Changes in the text of a cadence file that leave all else in it, remarks and layout, as it is.

Belongs here: where an entry of the text stands, and what the text is with another in its place.
What is changed and why: `promoting`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from domain.cadence.nodes import Written


@dataclass(frozen=True)
class Edit:
    """From `start` to `end` of the text stands `text` instead."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with all of these edits, no two of which overlap."""
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def entry_text(text: str, mapping: Written, key: str) -> str:
    """A key with its value as it stands, further lines as if the key began its own."""
    start, end = _entry(text, mapping, key)
    first, *others = text[start:end].split("\n")
    column = _column(text, start)
    return "\n".join([first, *(_moved(line, -column) for line in others)])


def with_entry(text: str, mapping: Written, key: str, entry: str) -> Edit:
    """The mapping has this entry (as of `entry_text`) in place of the key's own, or as its last."""
    if key in mapping.inside:
        start, end = _entry(text, mapping, key)
        return Edit(start, end, _indented(entry, _column(text, start)))
    node = _mapping_node(mapping)
    last = node.value[-1]
    end = _end(text, node.value[0][0].start_mark.index, last[1])
    if node.flow_style:
        return Edit(end, end, f", {entry}")
    column = node.value[0][0].start_mark.column
    return Edit(end, end, "\n" + " " * column + _indented(entry, column))


def with_remark(text: str, mapping: Written, key: str, remark: str) -> Edit:
    """The remark stands where the key with its value stood, in whole lines."""
    start, end = _entry(text, mapping, key)
    return Edit(start, end, _indented(remark, _column(text, start)))


def without_item(text: str, item: Written, remark: str) -> Edit:
    """The remark stands where an item of a list that is written in lines stood."""
    start = text.rindex("-", 0, item.node.start_mark.index)
    return Edit(start, _end(text, start, item.node), _indented(remark, _column(text, start)))


def _entry(text: str, mapping: Written, key: str) -> tuple[int, int]:
    node = _mapping_node(mapping)
    name, value = next((k, v) for k, v in node.value if k.value == key)
    start: int = name.start_mark.index
    return start, _end(text, start, value)


def _end(text: str, start: int, value: yaml.Node) -> int:
    """Where the value ends: a block goes on to whatever stands after it, remarks too."""
    lines = text[start : value.end_mark.index].rstrip().split("\n")
    while len(lines) > 1 and _is_remark(lines[-1]) and not _is_block(value):
        lines.pop()
    return start + len("\n".join(lines).rstrip())


def _is_remark(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _is_block(value: yaml.Node) -> bool:
    """Text in lines of its own, in which a # is no remark."""
    return isinstance(value, yaml.ScalarNode) and value.style in ("|", ">")


def _mapping_node(mapping: Written) -> yaml.MappingNode:
    node = mapping.node
    if not isinstance(node, yaml.MappingNode):
        raise TypeError(f"line {mapping.line} has no keys")
    return node


def _column(text: str, start: int) -> int:
    return start - (text.rfind("\n", 0, start) + 1)


def _indented(entry: str, column: int) -> str:
    first, *others = entry.split("\n")
    return "\n".join([first, *(_moved(line, column) for line in others)])


def _moved(line: str, by: int) -> str:
    """The line so many columns further right; further left, as far as it is blank there."""
    if not line.strip():
        return ""
    if by >= 0:
        return " " * by + line
    return line[min(-by, len(line) - len(line.lstrip())) :]

"""A template's text before it is parsed: its size, its delimiters, its blocks.

What the library's scanner would need quadratic time for, or could not name the place of, is found
here in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_TEMPLATE = 100_000
LONGEST_EXPRESSION = 1_000
BLOCKS = ("if", "unless", "case", "for", "capture", "comment")
# The library's scanner sees to these before any tag can be refused.
REFUSED = ("raw", "doc")

# The library's scanner needs the square of it in time.
_LONG_BLANK = re.compile(r"\s{100}")
_CLOSING = {"{{": "}}", "{%": "%}"}
_OPENING = re.compile(r"\{[{%]")
_IN_COMMENTS = ("endcomment", *REFUSED)
_TAG_NAME = re.compile(r"-?\s*(#|\w+)")


class Unfit(Exception):
    """The text cannot be a template, at this index of it."""

    def __init__(self, text: str, index: int, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.line, self.column = place_of(text, index)

    @property
    def said(self) -> str:
        """The message with its place, in one line."""
        return f"{self.message} (line {self.line}, column {self.column})"


def place_of(text: str, index: int) -> tuple[int, int]:
    """Line and column of an index, both from 1."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def check_source(text: str) -> None:
    """Raises `Unfit` where the text is too long, or a delimiter or a block is not closed."""
    if len(text) > LONGEST_TEMPLATE:
        raise Unfit(text, 0, f"the template is longer than {LONGEST_TEMPLATE:,} characters")
    blocks: list[_Tag] = []
    for tag in _tags(text):
        if fault := _fault_in_order(blocks, tag.name):
            raise Unfit(text, tag.index, fault)
        if tag.name.startswith("end"):
            blocks.pop()
        elif tag.name in BLOCKS:
            blocks.append(tag)
    if blocks:
        name, index = blocks[-1].name, blocks[-1].index
        raise Unfit(text, index, f"{{% {name} %}} is never closed; write {{% end{name} %}}")


@dataclass(frozen=True)
class _Tag:
    """A tag and where its name stands."""

    name: str
    index: int


def _tags(text: str) -> Iterator[_Tag]:
    """The tags that count, in their order: all but those within comments."""
    in_comment = False
    for opening, inner, index in _pieces(text):
        name = _TAG_NAME.match(inner)
        if opening == "{{" or not name or (in_comment and name[1] not in _IN_COMMENTS):
            continue
        in_comment = name[1] == "comment"
        yield _Tag(name[1], index + len(opening) + name.start(1))


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """What opens each piece, what stands in it, and where it begins."""
    at = 0
    while opening := _OPENING.search(text, at):
        end = text.find(_CLOSING[opening[0]], opening.end())
        inner = text[opening.end() : end] if end >= 0 else None
        if fault := _fault_within(opening[0], inner):
            raise Unfit(text, opening.start(), fault)
        yield opening[0], inner or "", opening.start()
        at = end + 2


def _fault_within(opening: str, inner: str | None) -> str | None:
    if inner is None:
        return f"{opening} is never closed; write {_CLOSING[opening]}"
    if not inner.strip("- \t\r\n\f\v"):
        return f"nothing stands between {opening} and {_CLOSING[opening]}"
    if _LONG_BLANK.search(inner):
        return f"{opening} holds too much white space"
    if len(inner) > LONGEST_EXPRESSION:
        return f"{opening} holds over {LONGEST_EXPRESSION:,} characters; try {{% capture %}}"
    if opening == "{%" and not _TAG_NAME.match(inner):
        return "no tag stands after {%; write one such as {% if company %}"
    return None


def _fault_in_order(blocks: list[_Tag], name: str) -> str | None:
    """What is wrong with a tag of this name where these blocks are open."""
    if name in REFUSED:
        return f"{{% {name} %}} has no use here; write braces as {{{{ '{{{{' }}}}"
    if not name.startswith("end") or (blocks and name == f"end{blocks[-1].name}"):
        return None
    if not blocks:
        return f"{{% {name} %}} closes nothing"
    opened = blocks[-1].name
    return f"{{% {name} %}} while {{% {opened} %}} is open; write {{% end{opened} %}}"

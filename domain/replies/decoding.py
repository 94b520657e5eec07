"""Bytes to words, whatever they claim to be: nothing here raises."""

from __future__ import annotations

import codecs
import re

# What mail programs write where they mean the superset that Windows has (WHATWG Encoding).
_WESTERN = frozenset({"", "ascii", "iso8859-1", "cp1252"})
# Codecs of Python that are no charsets of mails; punycode is quadratic.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
_QUOTES = re.compile(r">+")


def decoded(content: bytes, charset: str) -> str:
    """The text, with a replacement character for what is none.

    Western charsets, and those that nobody knows, are read as UTF-8 where that is sound: mail
    programs say `us-ascii` of anything.
    """
    codec = _codec(charset)
    if codec not in _WESTERN:
        try:
            return content.decode(codec, "replace")
        except (LookupError, ValueError):
            pass
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _codec(charset: str) -> str:
    """The name of Python's codec; empty for none that a mail may be written in."""
    try:
        name = codecs.lookup(charset.strip()).name
    except (LookupError, ValueError):
        return ""
    return "" if name.replace("_", "-") in _NO_CHARSETS else name


def unflowed(text: str, *, delete_space: bool) -> str:
    """A text of format=flowed with its paragraphs as single lines (RFC 3676 section 4)."""
    paragraphs: list[tuple[int, str]] = []
    is_open = False
    for line in text.splitlines():
        depth, words = _stuffed(line)
        if is_open and paragraphs[-1][0] == depth:
            paragraphs[-1] = (depth, paragraphs[-1][1] + words)
        else:
            paragraphs.append((depth, words))
        is_open = words.endswith(" ") and words != "-- "
        if is_open and delete_space:
            paragraphs[-1] = (depth, paragraphs[-1][1][:-1])
    return "\n".join(">" * depth + (" " if depth else "") + words for depth, words in paragraphs)


def _stuffed(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and its words without the space that was stuffed before them."""
    quotes = _QUOTES.match(line)
    depth = quotes.end() if quotes else 0
    return depth, line[depth:].removeprefix(" ")

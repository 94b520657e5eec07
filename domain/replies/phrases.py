"""Phrases as the tables of `languages` and `rules` have them, and what they are found by.

A phrase is a regular expression over plain text (`domain.replies.plain`), of whole words, in which
`(a|b)` captures nothing and `…` stands for up to three words of the same sentence.
"""

from __future__ import annotations

import re

_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_WORD = r"[\w'-]+"


def any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """An expression for whole words that are one of these phrases; never, where there is none."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(expression, phrases)) or '(?!)'})(?!\w)")


def expression(phrase: str) -> str:
    """The phrase as Python's regular expressions are written."""
    grouped = _GROUP.sub("(?:", phrase)
    return grouped.replace("… ", f"(?:{_WORD} ){{0,3}}").replace(" …", f"(?: {_WORD}){{0,3}}")

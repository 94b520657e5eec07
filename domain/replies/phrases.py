"""Phrases as the tables of `languages` and `rules` have them, and what they are found by.

A phrase is a regular expression over plain text (`domain.replies.plain`), of whole words. It is
written as its language is: `für` is found as `fur` and `fuer`, `déjà` as `deja`. Its groups
`(a|b)` capture nothing, and `…` stands for up to three words of the same sentence.
"""

from __future__ import annotations

import re

from domain.replies.plain import bare

_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_WORD = r"[\w'-]+"
# How people write them who have no keys for them.
_UMLAUTS = str.maketrans({"ä": "ae?", "ö": "oe?", "ü": "ue?", "ß": "ss"})


def any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """An expression for whole words that are one of these phrases; never, where there is none."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(expression, phrases)) or '(?!)'})(?!\w)")


def expression(phrase: str) -> str:
    """The phrase as Python's regular expressions are written."""
    grouped = _GROUP.sub("(?:", bare(phrase.translate(_UMLAUTS)))
    return grouped.replace("… ", f"(?:{_WORD} ){{0,3}}").replace(" …", f"(?: {_WORD}){{0,3}}")

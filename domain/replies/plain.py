"""Words as they are compared: without case, accents, line ends or typography."""

from __future__ import annotations

import re
import unicodedata

# Beyond this nobody has answered yet who has not answered before.
LONGEST = 8_000

_TYPOGRAPHY = str.maketrans("\u2019\u2018\u0060\u00b4\u2013\u2014", "''''--")
_BLANKS = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text in small letters of ASCII where there are any, with single blanks.

    `Schöne Grüße` is `schone grusse`, `à bientôt` is `a bientot`.
    """
    folded = text[:LONGEST].translate(_TYPOGRAPHY).casefold()
    return _BLANKS.sub(" ", bare(folded)).strip()


def bare(text: str) -> str:
    """The text without accents."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(each for each in letters if not unicodedata.combining(each))

"""Filters for names of people. None where nothing is left to say: then the value is missing."""

from __future__ import annotations

import re
import unicodedata


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a name, in the languages that outreach is written in; compared without dots.
HONORIFICS = _words(
    "dr prof professor mr mrs ms miss mx sir dame madam madame mme mlle monsieur herr frau sra "
    "srta señor señora señorita doña signor signora dott dottssa dr-ing dipl-ing rev"
)
# The same, but only with a dot: without one they are given names, too.
ABBREVIATED = _words("capt col don fr gen hon ing lt mag maj sig sr")
# After a comma these belong to the name before it; anything else there is a given name.
SUFFIXES = _words("jr sr ii iii iv phd dphil md dds jd esq mba msc ma bsc ba llm cpa cfa pe")
# Within a name, lower case.
PARTICLES = _words(
    "von vom van der den ter ten zu zum zur de del della dei di da do dos das du af av bin bint "
    "ibn y e la las los"
)
NUMERALS = frozenset(("II", "III", "IV"))

_LETTERS = re.compile(r"[^\W\d_]+")
_APOSTROPHES = ("'", "\u2019")
_BEGINNINGS = ("", "-", ".", "(", *_APOSTROPHES)
_SHORTEST_MC = 4


def first_name(value: object) -> str | None:
    """The given name of a full name: "Dr. Anna-Lena MEIER" and "Meier, Anna-Lena" as "Anna-Lena".

    A name that is all capitals or all small is written as names are.
    """
    words = _words_of_name(str(value))
    return title_case(words[0]) if words else None


def title_case(value: object) -> str | None:
    """A SHOUTED or lower-case name as names are written; one of both cases is left as it is."""
    name = unicodedata.normalize("NFC", str(value)).strip()
    if not name:
        return None
    if name not in (name.upper(), name.lower()):
        return name
    first, *others = name.split()
    return " ".join((_cased(first), *map(_following, others)))


def possessive(value: object) -> str | None:
    """Whose: "Anna's", and "James'" after an s."""
    name = str(value).strip()
    if not name:
        return None
    return f"{name}'" if name[-1] in "sS" else f"{name}'s"


def initials(value: object) -> str | None:
    """The first letters of a name, without titles and particles: "AM" of "Dr. Anna von Meier"."""
    words = [word for word in _words_of_name(str(value)) if word.lower() not in PARTICLES]
    letters = (next(filter(str.isalnum, word), "") for word in words)
    return "".join(letters).upper() or None


def _words_of_name(full: str) -> list[str]:
    """The words of a full name, given name first, titles left out."""
    family, *others = (part.strip() for part in unicodedata.normalize("NFC", full).split(","))
    given = (part for part in others if part and not _is_title(part) and not _is_suffix(part))
    words = f"{next(given, '')} {family}".split()
    while words and _is_title(words[0]):
        del words[0]
    return words


def _is_title(word: str) -> bool:
    plain = word.lower().replace(".", "")
    return plain in HONORIFICS or (plain in ABBREVIATED and word.endswith("."))


def _is_suffix(word: str) -> bool:
    return word.lower().replace(".", "") in SUFFIXES


def _following(word: str) -> str:
    """A word that is not the first: particles stay small, numerals are capitals."""
    if word.lower() in PARTICLES:
        return word.lower()
    return word.upper() if word.upper() in NUMERALS else _cased(word)


def _cased(word: str) -> str:
    small = word.lower()
    cased = _LETTERS.sub(lambda run: _capital(run[0], small[: run.start()][-1:]), small)
    return unicodedata.normalize("NFC", cased)


def _capital(letters: str, before: str) -> str:
    """A capital at the start, also in O'Brien and McDonald, but none in "Anna's"."""
    is_ending = before in _APOSTROPHES and len(letters) == 1
    if is_ending or before not in _BEGINNINGS:
        return letters
    if letters.startswith("mc") and len(letters) >= _SHORTEST_MC:
        return "Mc" + letters[2:].capitalize()
    return letters[:1].title() + letters[1:]

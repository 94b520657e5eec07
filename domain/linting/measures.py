"""Measures of words: how many, how alike, how loud, how many text messages, which links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

# Chinese and Japanese stand without blanks: every sign is cut off, and two make about one word.
_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+(?:['’][^\W_{_SIGN}]+)*")
_IS_SIGN = re.compile(rf"[{_SIGN}]")
_LINK = re.compile(r"https?://[^\s<>\"'()\[\]]+", re.IGNORECASE)
_HOST = re.compile(r"https?://(?:[^/@\s]*@)?([^/:?#\s]+)", re.IGNORECASE)
_UNSEEN = re.compile(r"<(style|script|title)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
SHINGLE = 3
_APOSTROPHE = "'"

# The GSM 7-bit alphabet; what the second row holds takes two places.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")


def visible_in(html: str) -> str:
    """What a reader of the HTML sees, its tags as blanks."""
    return unescape(_TAG.sub(" ", _UNSEEN.sub(" ", html)))


def words_of(text: str) -> list[str]:
    """The words in lower case, without links and punctuation."""
    return _WORD.findall(_LINK.sub(" ", text).casefold())


def word_count(text: str) -> int:
    """How many words a reader sees."""
    words = words_of(text)
    signs = sum(1 for word in words if _IS_SIGN.match(word))
    return len(words) - signs + (signs + 1) // 2


def phrases_in(phrases: Iterable[str], text: str) -> list[str]:
    """The phrases that stand in the text as whole words, in the phrases' order."""
    words = _spelled(text)
    return [phrase for phrase in phrases if _spelled(phrase) in words]


def _spelled(text: str) -> str:
    """The words with one blank around each, apostrophes as typed on a keyboard."""
    return f" {' '.join(words_of(text)).replace('’', _APOSTROPHE)} "


def similarity(one: str, other: str) -> float:
    """How much two texts say the same in the same words: from 0 (nothing) to 1 (all of it).

    The share of runs of three words that both have among those that either has (Jaccard; A. Broder,
    On the resemblance and containment of documents, 1997): order counts, whereabouts do not.
    """
    first, second = _shingles(one), _shingles(other)
    if not first or not second:
        return 0.0
    fewer, more = sorted((len(first), len(second)))
    # Many pairs are told apart by their lengths alone: no more than `fewer` can be shared.
    if fewer < more * LEAST_OF_INTEREST:
        return 0.0
    shared = len(first & second)
    return shared / (fewer + more - shared)


# Less than this is nowhere a matter of interest, and is given as 0 where it is cheap to know.
LEAST_OF_INTEREST = 0.25


@lru_cache(maxsize=4096)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = words_of(text)
    if not words:
        return frozenset()
    last = max(len(words) - SHINGLE, 0)
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(last + 1))


def is_shouted(text: str) -> bool:
    """Whether capitals make up most of the letters, in more than an abbreviation or two."""
    cased = [letter for letter in text if letter.islower() or letter.isupper()]
    capitals = sum(1 for letter in cased if letter.isupper())
    return capitals > 8 and capitals > 0.75 * len(cased)  # noqa: PLR2004 -- explained just above


def shown(text: str) -> str:
    """The text on one line, without signs that would change how a terminal writes the rest."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in " ".join(text.split()))


def links_in(text: str) -> list[str]:
    """The web addresses, in their order."""
    return _LINK.findall(text)


def host_of(link: str) -> str:
    """The link's host in lower case, without `www.`."""
    found = _HOST.match(link)
    return found[1].casefold().removeprefix("www.") if found else ""


def sms_parts(text: str) -> int:
    """How many parts the text is sent in (3GPP TS 23.038, 23.040): 160 or 70, then 153 or 67."""
    if all(sign in _GSM or sign in _GSM_TWICE for sign in text):
        length, alone, joined = len(text) + sum(sign in _GSM_TWICE for sign in text), 160, 153
    else:
        length, alone, joined = len(text.encode("utf-16-be", "surrogatepass")) // 2, 70, 67
    return 1 if length <= alone else -(-length // joined)


def unusual_in_sms(text: str) -> str:
    """The first sign outside the GSM alphabet, which halves what fits; else nothing."""
    return next((sign for sign in text if sign not in _GSM and sign not in _GSM_TWICE), "")

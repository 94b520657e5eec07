"""Mails that no person wrote: what answers by itself, and what goes to many."""

from __future__ import annotations

from functools import lru_cache
from re import Pattern

from domain.replies.headers import Headers
from domain.replies.languages import LANGUAGES
from domain.replies.phrases import any_of
from domain.replies.plain import plain

# Of people's mails, too, where a ticket system or a group sends them.
GENERATED, BULK = "Auto-Submitted: auto-generated", "Precedence"
WEAK = frozenset({GENERATED, BULK, "Return-Path"})

# What Exchange calls its answers in the languages that have no table.
_ELSEWHERE = (
    *("risposta automatica", "automatisch antwoord", "resposta automatica", "automatisk svar"),
    *("autosvar", "automatyczna odpowiedz", "fuori sede", "afwezig", "fora do escritorio"),
)
_BULK = frozenset({"bulk", "junk"})
_LISTS = ("list-id", "list-post", "list-unsubscribe")


def sign_of_machine(headers: Headers, words: str) -> str | None:
    """By what it shows that a machine answers; None where a person does. `words` are plain text.

    RFC 3834 section 5, and what came before it; then what the subject begins with. Exchange's
    `X-Auto-Response-Suppress` asks for no automatic answers, which people's mails may do too: it
    counts where the words are those of a machine. Those of `WEAK` come last.
    """
    for name in ("auto-submitted", "x-autoreply", "x-autorespond"):
        if headers.token(name) not in ("", "no", "auto-generated"):
            return name.title()
    if headers.token("precedence") == "auto_reply":
        return "Precedence: auto_reply"
    if automatic_subject().match(plain(headers.words("subject"))):
        return "Subject"
    if "x-auto-response-suppress" in headers and sounds_automatic(words):
        return "X-Auto-Response-Suppress"
    return _weak_sign(headers)


def _weak_sign(headers: Headers) -> str | None:
    if headers.token("auto-submitted") == "auto-generated":
        return GENERATED
    if headers.token("precedence") in _BULK:
        return BULK
    return "Return-Path" if headers.get("return-path") == "<>" else None


def is_list_mail(headers: Headers) -> bool:
    """Whether it went to a list or to many (RFC 2369 and 2919)."""
    return headers.token("precedence") == "list" or any(name in headers for name in _LISTS)


def says_away(words: str) -> bool:
    """Whether plain text says that somebody is not there."""
    return bool(_away().search(words))


def says_received(words: str) -> bool:
    """Whether plain text only confirms that a mail has come in."""
    return bool(_received().search(words))


def sounds_automatic(words: str) -> bool:
    """Whether plain text is what machines say."""
    return says_away(words) or says_received(words)


@lru_cache(maxsize=1)
def automatic_subject() -> Pattern[str]:
    """What the subject of an automatic answer begins with."""
    return any_of((*_ELSEWHERE, *(each for one in LANGUAGES for each in one.automatic)))


@lru_cache(maxsize=1)
def _away() -> Pattern[str]:
    return any_of(tuple(each for one in LANGUAGES for each in one.away))


@lru_cache(maxsize=1)
def _received() -> Pattern[str]:
    return any_of(tuple(each for one in LANGUAGES for each in one.received))

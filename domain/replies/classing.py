"""What class a reply is of, by rules that anybody can read (`domain.replies.rules`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from domain.facts import UNCLASSIFIED
from domain.replies.phrases import any_of
from domain.replies.plain import plain
from domain.replies.rules import RULES, Rule

# What is less sure than this, in percent, a person has to look at.
SURE_ENOUGH = 60
CONTRADICTED = 35
WORDY, WORDS = 15, 120
LONGEST_NAME = 6
# Of two that speak against each other, neither is believed easily; all others go together.
CONTRADICTIONS = frozenset({"positive", "negative", "unsubscribe"})
# Stands in the place of words that have been understood.
_TAKEN = " | "
_EDGES = " .,;:!?-()\"'“”„«»¡¿…"
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon)|hallo|guten (?:tag|morgen)|moin|liebe[rs]?"
    r"|sehr geehrte[rs]?|bonjour|bonsoir|salut|chere?|hola|buenos dias|buenas tardes|estimad[oa])"
    r"(?: [^,.!?:]{1,30})?[,.!:] "
)


@dataclass(frozen=True)
class Classed:
    """A class of `domain.cadence.REPLY_CLASSES`, how sure it is in percent, and by which rule."""

    reply_class: str
    confidence: int
    rule: str


NOTHING = Classed(UNCLASSIFIED, 0, "nothing that a rule knows")


def classed(words: str) -> Classed:
    """The class of what somebody wrote by themselves: nothing quoted, no signature.

    A name below the words, which no greeting shows to be a signature, does them no harm. What is
    not sure enough is unclassified, with the rule that came nearest.
    """
    text = _GREETING.sub("", plain(words))
    whole = _GREETING.sub("", plain(_without_name(words)))
    found = list(_found(text, whole.strip(_EDGES)))
    if not found:
        return NOTHING
    best = max(found, key=lambda each: each.confidence)
    confidence = best.confidence - _doubts(best, found, text)
    is_sure = confidence >= SURE_ENOUGH
    return Classed(best.reply_class if is_sure else UNCLASSIFIED, max(confidence, 0), best.rule)


def is_signature(words: str) -> bool:
    """Whether these lines may be no more than who somebody is: names, firms and addresses."""
    return all(_is_of_signature(line.strip()) for line in words.splitlines())


def _is_of_signature(line: str) -> bool:
    is_address = " " not in line and ("@" in line or "." in line)
    is_name = not line[:1].islower() and not line.endswith(("?", "!"))
    return is_address or (is_name and len(line.split()) <= LONGEST_NAME)


def _without_name(words: str) -> str:
    """The first line where only a name stands below it, and at most a greeting above."""
    lines = [line for line in words.splitlines() if line.strip()]
    if len(lines) > 1 and _GREETING.fullmatch(f"{plain(lines[0])} "):
        lines = lines[1:]
    return lines[0] if lines and is_signature("\n".join(lines[1:])) else " ".join(lines)


def _found(text: str, whole: str) -> Iterator[Classed]:
    """What the rules say, in their order; `max` takes the first of those that are as sure."""
    text = _not_meant().sub(_TAKEN, text)
    for rules in _tables():
        left = text
        for rule, phrases, alone, name in rules:
            left, count = phrases.subn(_TAKEN, left)
            if count or whole in alone:
                yield Classed(rule.reply_class, rule.confidence, name)
            if whole in alone:
                left = _TAKEN


def _doubts(best: Classed, found: list[Classed], text: str) -> int:
    """How much less sure it is, for what speaks against it and for how much else is said."""
    against = CONTRADICTIONS - {best.reply_class} if best.reply_class in CONTRADICTIONS else ()
    is_contradicted = any(each.reply_class in against for each in found)
    is_wordy = text.count(" ") > WORDS
    return CONTRADICTED * is_contradicted + WORDY * is_wordy


@cache
def _not_meant() -> re.Pattern[str]:
    return any_of(tuple(phrase for each in RULES for phrase in each.not_meant))


_Table = tuple[tuple[Rule, re.Pattern[str], frozenset[str], str], ...]


@cache
def _tables() -> tuple[_Table, ...]:
    """The rules of each language: by their phrases, by their whole texts, by their names."""
    return tuple(tuple(_compiled(each.code, rule) for rule in each.rules) for each in RULES)


def _compiled(code: str, rule: Rule) -> tuple[Rule, re.Pattern[str], frozenset[str], str]:
    whole = frozenset(plain(text) for text in rule.alone)
    return rule, any_of(rule.phrases), whole, f"{code}: {rule.name}"

"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A reply with one of these phrases is of this class, so many percent sure.

    `alone` are texts that count only where they are the whole reply.
    """

    reply_class: str
    confidence: int
    name: str
    phrases: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """The rules of a language, tried in their order; no word counts for two of them.

    The words of `not_meant` count for none: they sound like what they deny.
    """

    code: str
    not_meant: tuple[str, ...]
    rules: tuple[Rule, ...]

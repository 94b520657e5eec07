"""What a rule is to find where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A cadence with one thing wrong: the rule, the text, the line's words, what is said."""

    rule: str
    text: str
    at: str
    says: str

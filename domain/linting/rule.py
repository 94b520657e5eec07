"""What a rule of good practice is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from domain.cadence.consistency import Loc
from domain.linting.reading import Reading

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Remark:
    """What is wrong at one place; `right` where more can be said than the rule's remedy."""

    loc: Loc
    wrong: str
    right: str | None = None


Check = Callable[[Reading], Iterator[Remark]]


@dataclass(frozen=True)
class Rule:
    """One good practice: what it asks for, why (the source), and the check that finds breaches.

    An error breaks the law, a promise of the language or a hard limit, and cannot be silenced.
    """

    id: str
    severity: Severity
    explanation: str
    remedy: str
    source: str
    check: Check

    def findings(self, reading: Reading) -> Iterator[Finding]:
        """Everything in the cadence that this rule advises against."""
        for remark in self.check(reading):
            yield Finding(self, remark.loc, remark.wrong, remark.right or self.remedy)


@dataclass(frozen=True)
class Finding:
    """Where a rule is broken, what is wrong, and what would be right."""

    rule: Rule
    loc: Loc
    wrong: str
    right: str

    @property
    def words(self) -> str:
        """What is wrong and what would be right, in one line."""
        return f"{self.wrong}; {self.right}"


def warning(remedy: str, source: str) -> Callable[[Check], Rule]:
    """Makes a check into a rule that warns; its name is the id, its docstring the explanation."""
    return lambda check: _rule("warning", remedy, source, check)


def error(remedy: str, source: str) -> Callable[[Check], Rule]:
    """As `warning`, for what must not go out."""
    return lambda check: _rule("error", remedy, source, check)


def _rule(severity: Severity, remedy: str, source: str, check: Check) -> Rule:
    name = check.__name__.replace("_", "-")
    explanation = " ".join((check.__doc__ or "").split())
    return Rule(name, severity, explanation, remedy, source, check)

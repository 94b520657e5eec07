"""`silence:` in a cadence: which findings are meant, and which silences are themselves wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from domain.cadence import Cadence
from domain.linting.reading import Reading
from domain.linting.rule import Finding, Remark, Rule
from domain.linting.sources import DRUMBEAT, from_

_SOURCE = from_(DRUMBEAT, "a silence that says nothing hides the next real finding")


@dataclass(frozen=True)
class Silenced:
    """A finding that is meant, and why."""

    finding: Finding
    because: str


def _found_elsewhere(_reading: Reading) -> Iterator[Remark]:
    """Silences are judged by what they silence, after all else: see `faults_of_silences`."""
    yield from ()


def _about_silences(rule_id: str, explanation: str, remedy: str) -> Rule:
    return Rule(rule_id, "warning", explanation, remedy, _SOURCE, _found_elsewhere)


unknown_silence = _about_silences(
    "unknown-silence", "A silence names a rule that exists.", "take it out, or name a rule"
)
idle_silence = _about_silences(
    "idle-silence", "A silence silences something, and does so once.", "take it out"
)
refused_silence = _about_silences(
    "refused-silence",
    "Errors, and what is found about silences, cannot be silenced.",
    "take it out, and mend what the rule finds",
)
RULES = (unknown_silence, idle_silence, refused_silence)


def can_be_silenced(rule: Rule) -> bool:
    """Whether an author may say that a finding of this rule is meant."""
    return rule.severity == "warning" and rule not in RULES


def faults_of_silences(
    cadence: Cadence, rules: Mapping[str, Rule], found: Collection[Finding]
) -> Iterator[Finding]:
    """What is wrong with the silences, given all rules by id and all that they found."""
    broken = {finding.rule.id for finding in found}
    seen: set[str] = set()
    for number, silence in enumerate(cadence.silence):
        loc = ("silence", number, "rule")
        rule = rules.get(silence.rule)
        if rule is None:
            wrong = f"there is no rule {silence.rule!r}"
            yield Finding(unknown_silence, loc, wrong, _nearest(silence.rule, rules))
        elif not can_be_silenced(rule):
            wrong = f"{silence.rule!r} cannot be silenced"
            yield Finding(refused_silence, loc, wrong, refused_silence.remedy)
        elif silence.rule in seen:
            wrong = f"{silence.rule!r} is silenced above already"
            yield Finding(idle_silence, loc, wrong, idle_silence.remedy)
        elif silence.rule not in broken:
            wrong = f"{silence.rule!r} finds nothing here"
            yield Finding(idle_silence, loc, wrong, idle_silence.remedy)
        seen.add(silence.rule)


def _nearest(name: str, rules: Collection[str]) -> str:
    near = get_close_matches(name, rules, n=1)
    return f"did you mean {near[0]!r}?" if near else unknown_silence.remedy

"""A cadence judged by every rule: what was found, and what is silenced."""

from __future__ import annotations

from dataclasses import dataclass

from domain.cadence import Cadence
from domain.linting.arms import arms_of
from domain.linting.reading import Reading
from domain.linting.registry import BY_ID, OF_ARMS, RULES
from domain.linting.rule import Finding, Rule
from domain.linting.silences import Silenced, can_be_silenced, faults_of_silences


@dataclass(frozen=True)
class Report:
    """What the rules say of one cadence. Findings stand once, in the order of the rules."""

    findings: tuple[Finding, ...]
    silenced: tuple[Silenced, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must not go out."""
        return tuple(one for one in self.findings if one.rule.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is advised against."""
        return tuple(one for one in self.findings if one.rule.severity == "warning")


def lint(cadence: Cadence) -> Report:
    """The cadence and every arm of its experiments, judged; never raises."""
    found = _found_in(cadence)
    because = {silence.rule: silence.because for silence in reversed(cadence.silence)}
    silenced = tuple(
        Silenced(one, because[one.rule.id])
        for one in found
        if one.rule.id in because and can_be_silenced(one.rule)
    )
    meant = {one.finding for one in silenced}
    left = tuple(one for one in found if one not in meant)
    return Report((*left, *faults_of_silences(cadence, BY_ID, found)), silenced)


def _found_in(cadence: Cadence) -> tuple[Finding, ...]:
    """What the rules find in the cadence, and what each arm adds."""
    of_base = _judged(Reading(cadence), RULES)
    known = frozenset(of_base)
    of_arms = [
        own
        for arm in arms_of(cadence)
        for finding in _judged(Reading(arm.cadence), OF_ARMS)
        if (own := arm.own(finding, known))
    ]
    return tuple(dict.fromkeys((*of_base, *of_arms)))


def _judged(reading: Reading, rules: tuple[Rule, ...]) -> tuple[Finding, ...]:
    return tuple(finding for rule in rules for finding in rule.findings(reading))

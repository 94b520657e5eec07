"""Cadence files beside the rules of good practice: what is found, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.cadence import CadenceFile
from domain.linting import Finding, Report, lint
from starter.errors import BadInput
from starter.output import notice


@dataclass(frozen=True)
class Judged:
    """One cadence file, and what the rules say of it."""

    file: CadenceFile
    report: Report

    def lines(self, findings: Sequence[Finding]) -> Iterator[str]:
        """These findings as people read them, from the top of the file to its end."""
        for line, found in self.in_order(findings):
            rule = found.rule
            yield f"{self.file.name}:{line}: {rule.severity} {rule.id}: {found.words}"

    def in_order(self, findings: Sequence[Finding]) -> list[tuple[int, Finding]]:
        """The findings with their lines; those of one line as the rules stand."""
        lined = [(self.file.line_of(found.loc), found) for found in findings]
        return sorted(lined, key=lambda pair: pair[0])


def judged(file: CadenceFile) -> Judged:
    """The file with all that the rules find in it."""
    return Judged(file, lint(file.cadence))


def refuse_errors(files: Iterable[CadenceFile]) -> None:
    """Says every error that the rules find in the files. Raises `BadInput` where there is one."""
    verdicts = [judged(file) for file in files]
    lines = [line for one in verdicts for line in one.lines(one.report.errors)]
    for line in lines:
        notice(line)
    if lines:
        raise BadInput("nothing was published; mend these errors")

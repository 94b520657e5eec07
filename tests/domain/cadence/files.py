"""Cadence files to test with: good ones, and good ones with one thing changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.cadence import load_cadence
from domain.errors import InvalidCadence

HERE = Path(__file__).parent
GOOD = {
    file.stem: file.read_text(encoding="utf-8") for file in sorted((HERE / "good").glob("*.yaml"))
}
LIBRARY = {
    file.stem: file.read_text(encoding="utf-8")
    for file in sorted((HERE.parents[2] / "cadences").glob("*.yaml"))
}
PLAIN, EVERYTHING = GOOD["plain"], GOOD["everything"]


@dataclass(frozen=True)
class Fault:
    """One change of a good file, and the line that refuses the file after it."""

    topic: str
    good: str
    old: str
    new: str
    said: str

    @property
    def text(self) -> str:
        assert self.old in GOOD[self.good]
        gone = self.old if self.new else f"{self.old}\n"
        return GOOD[self.good].replace(gone, self.new, 1)

    def __str__(self) -> str:
        return f"{self.topic}: {self.old.strip()} > {self.new.strip()}"


def faults_about(topic: str) -> list[Fault]:
    """The table `faults/TOPIC.txt`: the good file, what goes, what comes, and what is said."""
    table = (HERE / "faults" / f"{topic}.txt").read_text(encoding="utf-8")
    return [_fault(topic, case.splitlines()) for case in table.strip().split("\n\n")]


def _fault(topic: str, lines: list[str]) -> Fault:
    old = "\n".join(line[2:] for line in lines if line.startswith("-"))
    new = "\n".join(line[2:] for line in lines[1:-1] if line.startswith("+"))
    return Fault(topic, lines[0].removeprefix("in "), old, new, f"c.yaml:{lines[-1]}")


def refusal_of(text: str) -> str:
    """The one line that refuses the text."""
    with pytest.raises(InvalidCadence) as refused:
        load_cadence(text, "c.yaml")
    return str(refused.value)

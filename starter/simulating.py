"""Prospects through a cadence on a virtual clock, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from domain.cadence import Cadence
from domain.consent import refusal_of
from domain.enrollee import Enrollee
from domain.experiments import assign, other_cadence
from domain.mailboxes import Mailbox
from domain.prospects import Prospect
from domain.simulation import Course, Script, refused, simulate, simulate_together
from starter.errors import BadInput
from starter.library import read_cadence, shipped_cadences


@dataclass(frozen=True)
class Simulating:
    """A cadence, those that its variants go to instead, and when everybody is enrolled."""

    cadence: Cadence
    others: Mapping[str, Cadence]
    start: datetime

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of every cadence that somebody may go through."""
        cadences = (self.cadence, *self.others.values())
        return tuple(dict.fromkeys(step for cadence in cadences for step in cadence.by_id))

    def course(self, prospect: Prospect, script: Script) -> Course:
        """The way of one prospect, who has an id; no touch where the cadence refuses them."""
        entered = self._entered(prospect)
        return entered if isinstance(entered, Course) else simulate(entered, self.start, script)

    def courses(
        self, cases: Sequence[tuple[Prospect, Script]], mailboxes: Sequence[Mailbox]
    ) -> list[Course]:
        """The ways of all, who share these mailboxes, in the order given."""
        entered = [self._entered(prospect) for prospect, _ in cases]
        comes_in = [
            (enrollee, script)
            for enrollee, (_, script) in zip(entered, cases, strict=True)
            if isinstance(enrollee, Enrollee)
        ]
        ways = iter(simulate_together(comes_in, self.start, mailboxes))
        return [one if isinstance(one, Course) else next(ways) for one in entered]

    def _entered(self, prospect: Prospect) -> Enrollee | Course:
        """Who comes in, or the way of somebody whom the cadence refuses."""
        enrollee = self._enrollee(self.cadence, prospect)
        for cadence in (self.cadence, enrollee.published):
            if because := refusal_of(cadence, prospect):
                return refused(prospect, because)
        return enrollee

    def _enrollee(self, cadence: Cadence, prospect: Prospect) -> Enrollee:
        enrollment_id = f"sim/{prospect.id}"
        variants = assign(cadence, prospect.id)
        if other := other_cadence(cadence, variants):
            return self._enrollee(self.others[other], prospect)
        return Enrollee(enrollment_id, prospect, cadence, variants)


def simulating(file_or_name: str, start: datetime) -> Simulating:
    """The cadence of a file or of the library, and those it needs.

    Raises `BadInput` and `InvalidCadence` where one of them cannot be read.
    """
    cadence = read_cadence(file_or_name)
    others: dict[str, Cadence] = {}
    _gather(cadence, Path(file_or_name).parent, others)
    return Simulating(cadence, others, start)


def identified(prospects: Sequence[Prospect]) -> tuple[Prospect, ...]:
    """The prospects with ids of their own, for the ledger has not given them any."""
    return tuple(replace(each, id=each.address.casefold()) for each in prospects)


def _gather(cadence: Cadence, folder: Path, others: dict[str, Cadence]) -> None:
    for name in _alternatives_to(cadence):
        if name not in others:
            others[name] = _other(cadence, name, folder)
            _gather(others[name], folder, others)


def _alternatives_to(cadence: Cadence) -> Iterator[str]:
    """The cadences to which variants go instead."""
    for experiment in cadence.experiments:
        yield from (arm.cadence for arm in experiment.variants if arm.cadence)


def _other(cadence: Cadence, name: str, folder: Path) -> Cadence:
    beside = folder / f"{name}.yaml"
    if beside.is_file():
        return read_cadence(str(beside))
    if name in shipped_cadences():
        return read_cadence(name)
    raise BadInput(
        f"a variant of {cadence.name} goes to the cadence {name!r}, which is neither shipped nor "
        f"in {beside}; put it there"
    )

"""Prospects through a cadence on a virtual clock, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from domain.cadence import Cadence
from domain.cadence.leading import arms_of, faults_between, targets_of
from domain.errors import InvalidCadence
from domain.experiments import assign, assign_elsewhere, other_cadence
from domain.mailboxes import Mailbox
from domain.people.consent import refusal_of
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect
from domain.simulation import Course, Script, refused, simulate, simulate_together
from starter.errors import BadInput
from starter.files.library import read_cadence, read_cadence_file, shipped_cadences


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
        enrollee = self._enrollee(prospect)
        for cadence in (self.cadence, enrollee.published):
            if because := refusal_of(cadence, prospect):
                return refused(prospect, because)
        return enrollee

    def _enrollee(self, prospect: Prospect) -> Enrollee:
        enrollment_id = f"sim/{prospect.id}"
        variants = assign(self.cadence, prospect)
        name = other_cadence(self.cadence, variants)
        if name is None:
            return Enrollee(enrollment_id, prospect, self.cadence, variants)
        other = self.others[name]
        there = assign_elsewhere(self.cadence, variants, other, prospect)
        return Enrollee(enrollment_id, prospect, other, there)


def simulating(file_or_name: str, start: datetime) -> Simulating:
    """The cadence of a file or of the library, and those that its variants go to.

    Raises `BadInput` and `InvalidCadence` where one of them cannot be read, or leads in a circle.
    """
    file = read_cadence_file(file_or_name)
    folder = Path(file_or_name).parent
    cadence = file.cadence
    known = _known_from(cadence, folder)
    for fault in faults_between(cadence, known):
        raise InvalidCadence(file.said(fault))
    others = {name: known.get(name) or _missing(cadence, name, folder) for name in arms_of(cadence)}
    return Simulating(cadence, others, start)


def identified(prospects: Sequence[Prospect]) -> tuple[Prospect, ...]:
    """The prospects with ids of their own, for the ledger has not given them any."""
    return tuple(replace(each, id=each.address.casefold()) for each in prospects)


def _known_from(cadence: Cadence, folder: Path) -> dict[str, Cadence]:
    """The cadences to which this one leads, however far, as far as they can be found."""
    known = {cadence.name: cadence}
    to_read = [cadence]
    while to_read:
        for name in targets_of(to_read.pop()):
            if name not in known and (found := _found(name, folder)):
                known[name] = found
                to_read.append(found)
    return known


def _found(name: str, folder: Path) -> Cadence | None:
    """The cadence of the file beside, else of the library."""
    beside = folder / f"{name}.yaml"
    if beside.is_file():
        return read_cadence(str(beside))
    return read_cadence(name) if name in shipped_cadences() else None


def _missing(cadence: Cadence, name: str, folder: Path) -> Cadence:
    raise BadInput(
        f"a variant of {cadence.name} goes to the cadence {name!r}, which is neither shipped nor "
        f"in {folder / name}.yaml; put it there"
    )

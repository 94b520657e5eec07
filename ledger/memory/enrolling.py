"""Enrollments in memory: who comes, and what people read of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from domain.cadence import Cadence
from domain.cadence.leading import arms_of
from domain.errors import UnknownCadence
from domain.experiments import own_variants
from domain.facts import EnrollmentEnded
from domain.people.prospects import Prospect
from domain.touch import Touched
from ledger.memory.state import Kept, Memory
from ledger.prospects import contradicts, merge
from ledger.records import EnrollmentRow, NotEnrolled, Ticket, TouchRow
from ledger.rules.addresses import address_key, keys_of
from ledger.rules.admission import (
    Earlier,
    Entry,
    Intake,
    Published,
    admitted,
    entry_of,
    midnight_of,
    reason_against,
)
from ledger.rules.folding import enrollment_columns, touch_row


def version_of(memory: Memory, name_or_version: str) -> str:
    """The newest of a name, or the version itself. Raises `UnknownCadence`."""
    named = [v for v, cadence in memory.cadences.items() if cadence.name == name_or_version]
    if named:
        return max(named, key=lambda version: memory.published[version])
    if name_or_version not in memory.cadences:
        raise UnknownCadence(f"no cadence {name_or_version!r} has been published")
    return name_or_version


def newest_in(memory: Memory) -> dict[str, Cadence]:
    """The newest version of each name."""
    by_time = sorted(memory.cadences, key=lambda version: memory.published[version])
    return {memory.cadences[version].name: memory.cadences[version] for version in by_time}


def enroll(
    memory: Memory, given: Sequence[Prospect], intake: Intake
) -> tuple[Ticket | NotEnrolled, ...]:
    """Enroll each, in the order given, or say why not."""
    return tuple(_enroll(memory, person, intake) for person in given)


def _enroll(memory: Memory, given: Prospect, intake: Intake) -> Ticket | NotEnrolled:
    person = come(memory, given)
    if memory.is_suppressed(keys_of(person)):
        return NotEnrolled.SUPPRESSED
    entry = entry_of(person, intake)
    reason = reason_against(person, intake, entry, _MemoryPast(memory, person, intake))
    return reason or open_enrollment(memory, person, entry)


def published(memory: Memory, name_or_version: str) -> Published:
    """The newest of a name, or exactly a version. Raises `UnknownCadence`."""
    version = version_of(memory, name_or_version)
    return Published(memory.cadences[version], version)


def intake_of(memory: Memory, name_or_version: str, at: datetime, *, again: bool) -> Intake:
    """Into what those who come now come. Raises `UnknownCadence`."""
    into = published(memory, name_or_version)
    others = {name: published(memory, name) for name in arms_of(into.cadence)}
    return Intake(into, at, again, others)


def earlier_of(memory: Memory, prospect_id: str) -> list[Earlier]:
    """The enrollments that the prospect has or had."""
    theirs = _enrollments_of(memory, prospect_id)
    return [Earlier(kept.cadence, kept.group, kept.is_open) for kept in theirs]


@dataclass(frozen=True)
class _MemoryPast:
    """`Past` in memory."""

    memory: Memory
    person: Prospect
    intake: Intake

    def earlier(self) -> Iterable[Earlier]:
        """`Past.earlier`."""
        return earlier_of(self.memory, self.person.id)

    def ended_at(self, cadence: str) -> datetime | None:
        """`Past.ended_at`."""
        mine = (fact for kept in self._theirs() if kept.cadence == cadence for fact in kept.facts)
        return max((f.at for f in mine if isinstance(f, EnrollmentEnded)), default=None)

    def touched_at(self) -> datetime | None:
        """`Past.touched_at`."""
        states = (kept.projection.fold.state for kept in self._theirs())
        touches = [touch for state in states for touch in state.touches.values()]
        given_up = (touch.started_at for touch in touches if touch.status is Touched.SKIPPED)
        others = (touch for touch in touches if touch.status is not Touched.SKIPPED)
        instants = (*given_up, *(touch.settled_at or touch.started_at for touch in others))
        return max((at for at in instants if at is not None), default=None)

    def has_active_colleague(self) -> bool:
        """`Past.has_active_colleague`."""
        people = self.memory.prospects
        return any(
            kept.is_open
            and kept.prospect_id != self.person.id
            and people[kept.prospect_id].account == self.person.account
            for kept in self.memory.enrollments.values()
            if self.person.account
        )

    def enrolled_today(self) -> int:
        """`Past.enrolled_today`."""
        midnight, name = midnight_of(self.intake), self.intake.into.cadence.name
        everyone = self.memory.enrollments.values()
        return sum(
            kept.cadence == name and kept.enrolled_at >= midnight
            for kept in everyone
            if midnight is not None
        )

    def _theirs(self) -> list[Kept]:
        return _enrollments_of(self.memory, self.person.id)


def _enrollments_of(memory: Memory, prospect_id: str) -> list[Kept]:
    return [kept for kept in memory.enrollments.values() if kept.prospect_id == prospect_id]


def ticket(kept: Kept, cadence: Cadence) -> Ticket:
    """What it takes to start or signal the workflow."""
    variants = own_variants(cadence, kept.entry.variants)
    return Ticket(
        enrollment_id=kept.enrollment_id,
        workflow_id=kept.workflow_id,
        cadence=kept.cadence,
        version=kept.version,
        plan=cadence.in_variants(variants).plan,
        state=kept.projection.fold.state,
    )


def enrollment_row(memory: Memory, kept: Kept) -> EnrollmentRow:
    """One line of `drumbeat enrollment list`."""
    person = memory.prospects[kept.prospect_id]
    columns = enrollment_columns(kept.projection.fold)
    return EnrollmentRow(
        enrollment=kept.enrollment_id,
        prospect=person.address,
        cadence=kept.cadence,
        version=kept.version,
        enrolled_at=kept.enrolled_at,
        timezone=columns["timezone"] or person.timezone,
        workflow_id=kept.workflow_id,
        variants=dict(kept.entry.variants),
        is_cadence_paused=memory.is_paused(kept.cadence),
        **{name: columns[name] for name in ("state", "reason", "step", "next_at")},
    )


def touch_rows(kept: Kept) -> tuple[TouchRow, ...]:
    """The touches as they came up."""
    rows = kept.projection.touches.values()
    ordered = sorted(rows, key=lambda row: (row["first_seq"], row["step"]))
    ids = {step: frozen.claim.message_id for step, frozen in kept.claims.items()}
    return tuple(touch_row(row, ids.get(row["step"])) for row in ordered)


def open_enrollment(memory: Memory, person: Prospect, entry: Entry) -> Ticket:
    """The enrollment with its first fact."""
    new, fact = admitted(person.id, entry)
    kept = Kept(
        enrollment_id=new.enrollment_id,
        prospect_id=person.id,
        cadence=new.cadence,
        version=new.version,
        group=entry.group,
        workflow_id=new.workflow_id,
        enrolled_at=entry.at,
        entry=entry,
    )
    memory.enrollments[new.enrollment_id] = kept
    memory.append(kept, (fact,))
    return new


def come(memory: Memory, given: Prospect) -> Prospect:
    """`prospects.come`."""
    known = _known(memory, given)
    person = merge(known, given) if known else replace(given, id=given.id or f"p-{token_hex(6)}")
    memory.prospects[person.id] = person
    return person


def _known(memory: Memory, given: Prospect) -> Prospect | None:
    """By mail address, by id, by profile, by telephone, as in `prospects.come`."""
    everyone = memory.prospects.values()
    alike = [person for person in everyone if not contradicts(person, given)]
    found = (
        *(person for person in everyone if _is_same(person.email, given.email)),
        *(person for person in everyone if person.id == given.id),
        *(person for person in alike if _is_same(person.linkedin_url, given.linkedin_url)),
        *(person for person in alike if given.phone and person.phone == given.phone),
    )
    return next(iter(found), None)


def _is_same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and address_key(one or "") == address_key(other or "")

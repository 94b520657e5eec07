"""Enrollments in memory: who comes, and what people read of them."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex

from domain.cadence import Cadence
from domain.errors import UnknownCadence
from domain.prospects import Prospect
from ledger.addresses import address_key, keys_of
from ledger.admission import Earlier, Intake, admitted, reason_against
from ledger.folding import enrollment_columns, touch_row
from ledger.memory_state import Kept, Memory
from ledger.prospects import contradicts, merge
from ledger.records import EnrollmentRow, NotEnrolled, Ticket, TouchRow


def version_of(memory: Memory, name_or_version: str) -> str:
    """The newest of a name, or the version itself. Raises `UnknownCadence`."""
    named = [v for v, cadence in memory.cadences.items() if cadence.name == name_or_version]
    if named:
        return max(named, key=lambda version: memory.published[version])
    if name_or_version not in memory.cadences:
        raise UnknownCadence(f"no cadence {name_or_version!r} has been published")
    return name_or_version


def enroll(memory: Memory, given: Prospect, intake: Intake) -> Ticket | NotEnrolled:
    """Enroll one prospect, or say why not."""
    person = _come(memory, given)
    if memory.is_suppressed(keys_of(person)):
        return NotEnrolled.SUPPRESSED
    theirs = [kept for kept in memory.enrollments.values() if kept.prospect_id == person.id]
    earlier = [Earlier(kept.cadence, kept.group, kept.is_open) for kept in theirs]
    return reason_against(earlier, intake) or _open(memory, person, intake)


def ticket(kept: Kept, cadence: Cadence) -> Ticket:
    """What it takes to start or signal the workflow."""
    return Ticket(
        enrollment_id=kept.enrollment_id,
        workflow_id=kept.workflow_id,
        cadence=kept.cadence,
        version=kept.version,
        plan=cadence.plan,
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
        **{name: columns[name] for name in ("state", "reason", "step", "next_at")},
    )


def touch_rows(kept: Kept) -> tuple[TouchRow, ...]:
    """The touches as they came up."""
    rows = kept.projection.touches.values()
    ordered = sorted(rows, key=lambda row: (row["first_seq"], row["step"]))
    ids = {step: frozen.claim.message_id for step, frozen in kept.claims.items()}
    return tuple(touch_row(row, ids.get(row["step"])) for row in ordered)


def _open(memory: Memory, person: Prospect, intake: Intake) -> Ticket:
    new, fact = admitted(person.id, intake)
    kept = Kept(
        enrollment_id=new.enrollment_id,
        prospect_id=person.id,
        cadence=new.cadence,
        version=new.version,
        group=intake.cadence.exclusivity_group,
        workflow_id=new.workflow_id,
        enrolled_at=intake.at,
    )
    memory.enrollments[new.enrollment_id] = kept
    memory.append(kept, (fact,))
    return new


def _come(memory: Memory, given: Prospect) -> Prospect:
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

"""What follows an end, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.errors import UnknownCadence
from domain.facts import EnrollmentEnded, Fact
from domain.people.prospects import Prospect
from ledger.memory import enrolling
from ledger.memory.overtaking import hand_on
from ledger.memory.state import Kept, Memory
from ledger.rules.addresses import keys_of
from ledger.rules.admission import Intake
from ledger.rules.following import end_of, next_entry, referred


def append(memory: Memory, kept: Kept, new: Sequence[Fact]) -> tuple[Fact, ...]:
    """`FactLog.append`, with the enrollment that an end leads to."""
    was_open = kept.is_open
    stored = memory.append(kept, new)
    if (end := end_of(stored)) and was_open:
        follow(memory, kept, end)
    return stored


def follow(memory: Memory, kept: Kept, end: EnrollmentEnded) -> None:
    """Enroll who goes on, by the rules of `succeeding`."""
    intake = _intake(memory, end)
    if intake is None:
        return
    person = _who(memory, kept, end)
    if person is None or memory.is_suppressed(keys_of(person)):
        return
    earlier = enrolling.earlier_of(memory, person.id)
    if entry := next_entry(person, intake, end, earlier):
        entry = replace(entry, predecessor=kept.enrollment_id)
        ticket = enrolling.open_enrollment(memory, person, entry)
        if person.id == kept.prospect_id:
            hand_on(memory, kept, memory.kept(ticket.enrollment_id))


def _intake(memory: Memory, end: EnrollmentEnded) -> Intake | None:
    try:
        return enrolling.intake_of(memory, end.then or "", end.at, again=True)
    except UnknownCadence:
        return None


def _who(memory: Memory, kept: Kept, end: EnrollmentEnded) -> Prospect | None:
    """The prospect, or the other person whom the event of the referral names."""
    known = memory.prospects[kept.prospect_id]
    if end.referral is None:
        return known
    events = (one for one in memory.inbox.values() if one.source_id == end.referral)
    theirs = (one.event.referral for one in events if one.enrollment_id == kept.enrollment_id)
    named = referred(next(theirs, None), known)
    person = enrolling.come(memory, named) if named else None
    return person if person and person.id != known.id else None

"""What follows an end: the transaction that appends it also enrolls in the next cadence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from domain.cadence.leading import arms_of
from domain.errors import UnknownCadence
from domain.facts import EnrollmentEnded, Fact
from domain.people.prospects import Prospect
from ledger import cadences, facts, prospects
from ledger.enrollments import enrolling
from ledger.facts import Standing
from ledger.inbound import inbox
from ledger.inbound.overtaking import hand_on
from ledger.rules.addresses import keys_of
from ledger.rules.admission import Intake, Published
from ledger.rules.following import end_of, next_entry, referred
from ledger.suppressions import is_suppressed


def append(connection: Connection, enrollment_id: str, new: Sequence[Fact]) -> tuple[Fact, ...]:
    """`FactLog.append`, with the enrollment that an end leads to."""
    standing = facts.lock(connection, enrollment_id)
    stored = facts.write(connection, standing, new)
    # One that had ended before has led on before.
    if (end := end_of(stored)) and not standing.fold.state.is_ended:
        follow(connection, standing, end)
    return stored


def follow(connection: Connection, standing: Standing, end: EnrollmentEnded) -> None:
    """Enroll who goes on, unless they may not be written to or are on their way already.

    Nothing here fails the append: a cadence that is not known leads nowhere. What came in for the
    same person and no run has recorded goes with them, for the next to hear as any other event: to
    refuse to lead on would leave them nowhere for an automatic answer, and would need somebody who
    leads on later.
    """
    into = _newest(connection, end.then or "")
    if into is None:
        return
    enrolling.lock_imports(connection)
    person = _who(connection, standing, end)
    if person is None or is_suppressed(connection, keys_of(person)):
        return
    arms = {name: _newest(connection, name) for name in arms_of(into.cadence)}
    others = {name: arm for name, arm in arms.items() if arm}
    earlier = enrolling.earlier_of(connection, person.id)
    if entry := next_entry(person, Intake(into, end.at, others=others), end, earlier):
        entry = replace(entry, predecessor=standing.enrollment_id)
        ticket = enrolling.open_enrollment(connection, person.id, entry)
        if person.id == standing.prospect_id:
            hand_on(connection, standing.enrollment_id, ticket.enrollment_id)


def _who(connection: Connection, standing: Standing, end: EnrollmentEnded) -> Prospect | None:
    """The prospect, or the other person whom the event of the referral names."""
    known = prospects.prospect(connection, standing.prospect_id)
    if end.referral is None:
        return known
    named = referred(inbox.referral_of(connection, standing.enrollment_id, end.referral), known)
    person = prospects.come(connection, named) if named else None
    return person if person and person.id != known.id else None


def _newest(connection: Connection, name: str) -> Published | None:
    try:
        version = cadences.version_of(connection, name)
    except UnknownCadence:
        return None
    return Published(cadences.cadence_of(connection, version), version)

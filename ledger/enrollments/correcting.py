"""Takes a corrected reply where it had ended the enrollment: its run is closed, so the ledger does.

What the reply has put on the list of suppressions stays there: only a person takes it off.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select

from domain.cadence import Cadence
from domain.correcting import CannotCorrect, after_the_end, refuse_unfit
from domain.enrollment import Enrollment
from domain.experiments import own_variants
from domain.facts import Fact, ReplyCorrected
from domain.people.consent import refusal_of
from domain.people.prospects import Prospect
from ledger import cadences, facts, prospects
from ledger.enrollments import enrolling, succeeding
from ledger.facts import Standing
from ledger.rules.addresses import keys_of
from ledger.rules.admission import Earlier, is_active
from ledger.rules.following import end_of
from ledger.schema import enrollments
from ledger.suppressions import is_suppressed

_OF_ENROLLMENT = select(enrollments.c.version, enrollments.c.variants).where(
    enrollments.c.id == bindparam("enrollment")
)


def correct_reply(
    connection: Connection, enrollment_id: str, fact: ReplyCorrected
) -> tuple[Fact, ...]:
    """`SqlLedger.correct_reply`."""
    standing = facts.lock(connection, enrollment_id)
    if standing.fold.state.has_taken(fact):
        return facts.write(connection, standing, (fact,))
    refuse_unless_closed(standing.fold.state, fact)
    cadence, new = _decided(connection, standing, fact)
    if end := end_of(new):
        stored = facts.write(connection, standing, new)
        succeeding.follow(connection, standing, end)
        return stored
    if len(new) == 1:
        _refuse_to_reopen(connection, standing.prospect_id, cadence)
    return facts.write(connection, standing, new)


def refuse_unless_closed(state: Enrollment, fact: ReplyCorrected) -> None:
    """Raises `CannotCorrect` as `refuse_unfit`, and for an open enrollment."""
    refuse_unfit(state, fact)
    if not state.is_ended:
        raise CannotCorrect("the enrollment is open: its run takes the correction")


def refuse_to_reopen(
    person: Prospect, cadence: Cadence, earlier: Iterable[Earlier], *, is_listed: bool
) -> None:
    """Raises `CannotCorrect` where the person may not be in the cadence now."""
    who = f"{person.address} cannot go on"
    if is_active(earlier, cadence.exclusivity_group):
        raise CannotCorrect(f"{who}: active in a cadence of the same group by now")
    if is_listed:
        raise CannotCorrect(
            f"{who}: on the list of suppressions, where this reply may have put them; if that was "
            "wrong, `drumbeat suppression remove` first"
        )
    if because := refusal_of(cadence, person):
        raise CannotCorrect(f"{who}: the cadence never contacts them ({because})")


def _decided(
    connection: Connection, standing: Standing, fact: ReplyCorrected
) -> tuple[Cadence, tuple[Fact, ...]]:
    """The cadence, and the correction with what follows from it."""
    row = connection.execute(_OF_ENROLLMENT, {"enrollment": standing.enrollment_id}).one()
    cadence = cadences.cadence_of(connection, row.version)
    own = cadence.in_variants(own_variants(cadence, json.loads(row.variants)))
    return cadence, after_the_end(own.plan, standing.fold.state, fact)


def _refuse_to_reopen(connection: Connection, prospect_id: str, cadence: Cadence) -> None:
    enrolling.lock_imports(connection)
    person = prospects.prospect(connection, prospect_id)
    refuse_to_reopen(
        person,
        cadence,
        enrolling.earlier_of(connection, prospect_id),
        is_listed=is_suppressed(connection, keys_of(person)),
    )

"""What a provider reports of texts and calls: stored as facts, under the lock of the enrollment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from domain.errors import UnknownEnrollment
from domain.facts import Fact, Report, TextReported
from domain.ports import ClaimState, Ingested
from ledger import facts, suppressions
from ledger.facts import Standing
from ledger.records import Attribution, NotSuppressed
from ledger.rules.resolving import Sending, found_by_report, is_taken
from ledger.schema import claims

TEXTS = "sms"

_THE_TEXT = (
    claims.c.enrollment_id == bindparam("enrollment"),
    claims.c.step == bindparam("touch"),
    claims.c.channel == TEXTS,
)
_SENDING = select(claims.c.generation, claims.c.state).where(*_THE_TEXT)
_TAKEN = update(claims).where(*_THE_TEXT).values(state=ClaimState.SENT.value)


def report(connection: Connection, enrollment_id: str, fact: Report) -> Ingested:
    """`Ingress.report`."""
    try:
        standing = facts.lock(connection, enrollment_id)
    except UnknownEnrollment:
        return Ingested.UNMATCHED
    if facts.known_facts(connection, enrollment_id, [fact.key]):
        return Ingested.DUPLICATE
    found: tuple[Fact, ...] = ()
    if isinstance(fact, TextReported):
        found = _taken(connection, standing, fact)
    facts.write(connection, standing, (fact, *found))
    return Ingested.ACCEPTED


def allow_texts(connection: Connection, phone: str, heard: str, at: datetime) -> bool:
    """`Ingress.allow_texts`."""
    try:
        suppressions.remove(connection, phone, TEXTS, wish_for_texts(heard, at))
    except NotSuppressed:
        return False
    return True


def _taken(connection: Connection, standing: Standing, fact: TextReported) -> tuple[Fact, ...]:
    """The provider speaks of it, so it was taken; an answer that still comes says so again."""
    state, wanted = standing.fold.state, {"enrollment": standing.enrollment_id, "touch": fact.step}
    row = connection.execute(_SENDING, wanted).one_or_none()
    if row is None:
        return ()
    claim = Sending(row.generation, ClaimState(row.state))
    if not is_taken(state, claim, fact):
        return ()
    connection.execute(_TAKEN, wanted)
    return found_by_report(standing.enrollment_id, state, claim, fact)


def wish_for_texts(heard: str, at: datetime) -> Attribution:
    """Who takes a number off the list that wants texts again."""
    return Attribution(by=heard, because="they asked for texts again", at=at)

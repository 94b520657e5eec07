"""What a provider reports of texts and calls: stored as facts, under the lock of the enrollment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from domain.errors import UnknownEnrollment
from domain.facts import Fact, Report, TextReported
from domain.ports import ClaimState, Ingested
from ledger import facts, suppressions
from ledger.records import Attribution, NotSuppressed
from ledger.rules.resolving import found_by_report
from ledger.schema import claims

TEXTS = "sms"

# The provider speaks of it, so it was taken; an answer that still comes says so again.
_TAKEN = (
    update(claims)
    .where(
        claims.c.enrollment_id == bindparam("enrollment"),
        claims.c.step == bindparam("touch"),
        claims.c.channel == TEXTS,
        claims.c.state == ClaimState.IN_DOUBT.value,
    )
    .values(state=ClaimState.SENT.value)
)


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
        found = found_by_report(enrollment_id, standing.fold.state, fact)
        connection.execute(_TAKEN, {"enrollment": enrollment_id, "touch": fact.step})
    facts.write(connection, standing, (fact, *found))
    return Ingested.ACCEPTED


def allow_texts(connection: Connection, phone: str, heard: str, at: datetime) -> bool:
    """`Ingress.allow_texts`."""
    try:
        suppressions.remove(connection, phone, TEXTS, wish_for_texts(heard, at))
    except NotSuppressed:
        return False
    return True


def wish_for_texts(heard: str, at: datetime) -> Attribution:
    """Who takes a number off the list that wants texts again."""
    return Attribution(by=heard, because="they asked for texts again", at=at)

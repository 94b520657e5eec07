"""Mails in doubt: which there are, what is known of them, and what each turned out to be."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, bindparam, func, or_, select, update

from domain.facts import Resolved
from domain.mail.doubts import Doubt, Evidence, Resolution
from domain.touch import Touched
from ledger import facts
from ledger.database.among import among
from ledger.database.dialects import insert_or_replace
from ledger.rules.addresses import message_id_forms
from ledger.rules.resolving import fact_of, no_doubt, refuse_after_the_end, refuse_another, state_of
from ledger.schema import IN_DOUBT, claims, enrollments, evidence, inbox, touches

CLAIMS = claims.join(enrollments, enrollments.c.id == claims.c.enrollment_id).outerjoin(
    touches,
    (touches.c.enrollment_id == claims.c.enrollment_id) & (touches.c.step == claims.c.step),
)
# Word for word the condition of the index. A claim without its fact is a send under way, unless
# the enrollment has ended and nobody will ever write that fact.
IS_DOUBT = (IN_DOUBT, or_(touches.c.status == Touched.IN_DOUBT, ~enrollments.c.is_open))

_DOUBTS = (
    select(
        claims.c.enrollment_id.label("enrollment"),
        claims.c.step,
        func.coalesce(claims.c.mailbox, "").label("mailbox"),
        claims.c.recipient,
        claims.c.in_doubt_at.label("since"),
        claims.c.message_id,
        claims.c.message,
        claims.c.channel,
        enrollments.c.workflow_id,
        enrollments.c.is_open,
        claims.c.generation,
    )
    .select_from(CLAIMS)
    .where(*IS_DOUBT)
    .order_by(claims.c.in_doubt_at, claims.c.enrollment_id, claims.c.step)
)
_THE_DOUBT = _DOUBTS.where(
    claims.c.enrollment_id == bindparam("enrollment"), claims.c.step == bindparam("touch")
)
_EVIDENCE = (
    select(evidence.c.source, evidence.c.at, evidence.c.finding)
    .where(
        evidence.c.enrollment_id == bindparam("enrollment"), evidence.c.step == bindparam("touch")
    )
    .order_by(evidence.c.at, evidence.c.source)
)
_ANSWERS = (
    select(inbox.c.provider, inbox.c.fact, inbox.c.received_at)
    .where(among(inbox.c.message_id, "forms"))
    .order_by(inbox.c.id)
)
_SETTLE = (
    update(claims)
    .where(claims.c.enrollment_id == bindparam("enrollment"), claims.c.step == bindparam("touch"))
    .values(state=bindparam("settled"))
)
_PUT = insert_or_replace(evidence)


def doubts(connection: Connection) -> tuple[Doubt, ...]:
    """Every mail in doubt, the oldest first."""
    return tuple(_row(connection, row) for row in connection.execute(_DOUBTS).mappings())


def doubt(connection: Connection, enrollment_id: str, step: str) -> Doubt:
    """The mail of this touch, which is in doubt. Raises `UnknownDoubt`."""
    wanted = {"enrollment": enrollment_id, "touch": step}
    row = connection.execute(_THE_DOUBT, wanted).mappings().one_or_none()
    if row is None:
        raise no_doubt(enrollment_id, step)
    return _row(connection, row)


def note(connection: Connection, enrollment_id: str, step: str, found: Evidence) -> None:
    """Keep what a source has found, in place of what it found before."""
    connection.execute(
        _PUT.on(connection), {"enrollment_id": enrollment_id, "step": step, **vars(found)}
    )


def resolve(connection: Connection, resolution: Resolution) -> Resolved:
    """Move claim and touch, once. Raises `UnknownDoubt` and `CannotSendAgain`."""
    standing = facts.lock(connection, resolution.enrollment_id)
    wanted = {"enrollment": resolution.enrollment_id, "touch": resolution.step}
    row = connection.execute(_THE_DOUBT, wanted).one_or_none()
    if row is None:
        raise no_doubt(resolution.enrollment_id, resolution.step)
    refuse_another(row.generation, resolution)
    refuse_after_the_end(standing.fold.state, resolution)
    connection.execute(_SETTLE, {**wanted, "settled": state_of(resolution).value})
    fact = fact_of(resolution, row.generation)
    facts.write(connection, standing, (fact,))
    return fact


def _row(connection: Connection, row: RowMapping) -> Doubt:
    wanted = {"enrollment": row["enrollment"], "touch": row["step"]}
    found = [Evidence(*each) for each in connection.execute(_EVIDENCE, wanted)]
    answers = connection.execute(_ANSWERS, {"forms": message_id_forms(row["message_id"])})
    found += [Evidence(a.provider, a.received_at, f"a {a.fact} names it") for a in answers]
    return Doubt(**row, evidence=tuple(found))

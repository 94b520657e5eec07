"""What claims keep of mails, for those who read it: the threads, and what was sent."""

from __future__ import annotations

from sqlalchemy import Connection, Text, bindparam, select

from domain.errors import UnknownEnrollment
from domain.facts import fact_from_json
from domain.mail.threads import Correspondence, SentMail, answered_at
from domain.ports import ClaimState
from ledger.records import MailRow, UnknownMail
from ledger.rules.fencing import STARTED
from ledger.schema import EMAIL, claims, enrollments, facts

_OF_ENROLLMENT = bindparam("enrollment", type_=Text)
_ENROLLMENT = select(enrollments.c.id).where(enrollments.c.id == _OF_ENROLLMENT)
_STARTED = (
    select(claims.c.step, claims.c.message_id, claims.c.subject, claims.c.in_doubt_at)
    .where(claims.c.enrollment_id == _OF_ENROLLMENT)
    .where(claims.c.channel == EMAIL, claims.c.state.in_([state.value for state in STARTED]))
    .order_by(claims.c.in_doubt_at)
)
_REPLIES = (
    select(facts.c.body)
    .where(facts.c.enrollment_id == _OF_ENROLLMENT, facts.c.type.in_(["reply", "reply_corrected"]))
    .order_by(facts.c.seq)
)
_MAIL = select(claims).where(
    claims.c.enrollment_id == _OF_ENROLLMENT,
    claims.c.step == bindparam("touch"),
    claims.c.channel == EMAIL,
)


def correspondence(connection: Connection, enrollment_id: str) -> Correspondence:
    """`TouchClaims.correspondence`."""
    refuse_unknown(connection, enrollment_id)
    of = {"enrollment": enrollment_id}
    mails = tuple(
        SentMail(row.step, row.message_id, row.subject, row.in_doubt_at)
        for row in connection.execute(_STARTED, of)
    )
    replies = (fact_from_json(body) for body in connection.scalars(_REPLIES, of))
    return Correspondence(mails, answered_at(replies))


def mail(connection: Connection, enrollment_id: str, step: str) -> MailRow:
    """The touch's mail as it was written last. Raises `UnknownMail`."""
    refuse_unknown(connection, enrollment_id)
    row = connection.execute(_MAIL, {"enrollment": enrollment_id, "touch": step}).one_or_none()
    if row is None:
        raise UnknownMail(f"no mail has been written for {step!r} of {enrollment_id!r}")
    state = ClaimState(row.state).value
    return MailRow(enrollment_id, step, state, row.message_id, row.recipient, row.message)


def refuse_unknown(connection: Connection, enrollment_id: str) -> None:
    """Raises `UnknownEnrollment`."""
    if connection.scalar(_ENROLLMENT, {"enrollment": enrollment_id}) is None:
        raise UnknownEnrollment(f"there is no enrollment {enrollment_id!r}")

"""Whom an answer is likely about of which only the sender's domain is known."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, or_, select

from domain.ports import InboundEvent
from ledger.rules.answering import CANDIDATES, likely_domain
from ledger.schema import enrollments, prospects, touches

_LIKELY = (
    select(enrollments.c.id)
    .join(prospects, prospects.c.id == enrollments.c.prospect_id)
    .outerjoin(touches, touches.c.enrollment_id == enrollments.c.id)
    .where(
        enrollments.c.is_open,
        or_(
            prospects.c.email_domain == bindparam("domain"),
            prospects.c.account == bindparam("domain"),
        ),
    )
    .group_by(enrollments.c.id)
    .order_by(
        func.coalesce(func.max(touches.c.started_at), enrollments.c.enrolled_at).desc(),
        enrollments.c.number.desc(),
    )
    .limit(CANDIDATES)
)


def candidates_for(connection: Connection, event: InboundEvent) -> Sequence[str]:
    """The open enrollments of the sender's account, those first that were touched last."""
    domain = likely_domain(event)
    return connection.scalars(_LIKELY, {"domain": domain}).all() if domain else ()

"""Judges a click by what the ledger knows: when its mail went out, and what else was clicked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from domain.mail.engagement import BURST_WITHIN, CLICK, MACHINE_CLICK, is_burst, is_too_soon
from domain.ports import InboundEvent
from ledger.schema import claims, inbox

_SENT = select(claims.c.in_doubt_at).where(
    claims.c.enrollment_id == bindparam("enrollment"), claims.c.step == bindparam("touch")
)
_OTHERS = select(inbox.c.clicked_at).where(
    inbox.c.enrollment_id == bindparam("enrollment"),
    inbox.c.clicked_at.between(bindparam("first"), bindparam("last")),
)


def judged_click(connection: Connection, event: InboundEvent, enrollment_id: str) -> InboundEvent:
    """The event; as a machine's where somebody has watched it come too soon or in a burst."""
    at, detail = event.clicked_at, event.detail
    if at is None or detail is None:
        return event
    sent_at = connection.scalar(_SENT, {"enrollment": enrollment_id, "touch": detail.step})
    near = {"first": at - BURST_WITHIN, "last": at + BURST_WITHIN}
    others = connection.scalars(_OTHERS, {"enrollment": enrollment_id, **near}).all()
    return judged(event, at, sent_at, others)


def judged(
    event: InboundEvent, at: datetime, sent_at: datetime | None, others: Iterable[datetime]
) -> InboundEvent:
    """A click of a person's, unless its instant says that it was none."""
    if event.detail is None or event.detail.kind != CLICK:
        return event
    if not (is_too_soon(at, sent_at) or is_burst(at, others)):
        return event
    return replace(event, detail=replace(event.detail, kind=MACHINE_CLICK))

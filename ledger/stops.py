"""Stops that wait for their workflow: set by ingress, cleared by the recorded fact or a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.orm import Session

from ledger.among import among
from ledger.dialects import insert_once
from ledger.schema import pending_stops

_SET = insert_once(pending_stops)
_CLEAR = delete(pending_stops).where(
    pending_stops.c.enrollment_id == bindparam("enrollment"),
    among(pending_stops.c.source_id, "sources"),
)
_CLEAR_SOURCE = delete(pending_stops).where(pending_stops.c.source_id == bindparam("source"))


def set_stop(session: Session, enrollment_id: str, source_id: str, at: datetime) -> None:
    """From now on no touch of the enrollment starts."""
    set_stops(session, [(enrollment_id, source_id)], at)


def set_stops(session: Session, stops: Iterable[tuple[str, str]], at: datetime) -> None:
    """From now on no touch of these enrollments starts, each for its source."""
    names = ("enrollment_id", "source_id")
    if rows := [{**dict(zip(names, stop, strict=True)), "at": at} for stop in stops]:
        session.execute(_SET.on(session), rows)


def clear_source(session: Session, source_id: str) -> None:
    """The event means nothing, whomever it had stopped."""
    session.execute(_CLEAR_SOURCE, {"source": source_id})


def clear_stops(session: Session, enrollment_id: str, source_ids: Sequence[str]) -> None:
    """These are heard, or mean nothing."""
    if source_ids:
        session.execute(_CLEAR, {"enrollment": enrollment_id, "sources": source_ids})

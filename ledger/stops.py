"""Stops that wait for their workflow: set by ingress, cleared by the recorded fact or a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete

from ledger.database.among import among
from ledger.database.dialects import insert_once
from ledger.schema import pending_stops

_SET = insert_once(pending_stops)
_CLEAR = delete(pending_stops).where(
    pending_stops.c.enrollment_id == bindparam("enrollment"),
    among(pending_stops.c.source_id, "sources"),
)
_CLEAR_SOURCE = delete(pending_stops).where(pending_stops.c.source_id == bindparam("source"))


def set_stop(connection: Connection, enrollment_id: str, source_id: str, at: datetime) -> None:
    """From now on no touch of the enrollment starts."""
    set_stops(connection, [(enrollment_id, source_id)], at)


def set_stops(connection: Connection, stops: Iterable[tuple[str, str]], at: datetime) -> None:
    """From now on no touch of these enrollments starts, each for its source."""
    names = ("enrollment_id", "source_id")
    if rows := [{**dict(zip(names, stop, strict=True)), "at": at} for stop in stops]:
        connection.execute(_SET.on(connection), rows)


def clear_source(connection: Connection, source_id: str) -> None:
    """The event means nothing, whomever it had stopped."""
    connection.execute(_CLEAR_SOURCE, {"source": source_id})


def clear_stops(connection: Connection, enrollment_id: str, source_ids: Sequence[str]) -> None:
    """These are heard, or mean nothing."""
    if source_ids:
        connection.execute(_CLEAR, {"enrollment": enrollment_id, "sources": source_ids})

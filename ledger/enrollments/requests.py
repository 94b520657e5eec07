"""Requests from outside under keys of their senders: each is done once and answered alike."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, insert, select

from domain.people.prospects import Prospect
from ledger.database.dialects import insert_once
from ledger.enrollments.enrolling import enroll, lock_imports
from ledger.records import ENROLLED, Answered, KeyReused, NotEnrolled, RequestKey, Ticket
from ledger.rules.admission import Intake
from ledger.schema import requests

USED = "used"

_FIND = select(requests.c.digest, requests.c.outcome, requests.c.enrollment_id).where(
    requests.c.sender == bindparam("whose"), requests.c.key == bindparam("called")
)
_PUT = insert(requests)
_PUT_ONCE = insert_once(requests)


def enroll_once(
    connection: Connection, key: RequestKey, prospect: Prospect, intake: Intake
) -> Answered:
    """Enroll the prospect, unless the key was answered before. Raises `KeyReused`."""
    # Two of one key at once: the second waits here, and then finds the first.
    lock_imports(connection)
    if first := _first(connection, key):
        return Answered(first.outcome, first.enrollment_id)
    answer = answered(*enroll(connection, [prospect], intake))
    connection.execute(_PUT, {**vars(key), **vars(answer), "at": intake.at})
    return answer


def use_once(connection: Connection, key: RequestKey, at: datetime) -> None:
    """Take note of the key. Raises `KeyReused` where it stands for another request."""
    connection.execute(_PUT_ONCE.on(connection), {**vars(key), **vars(Answered(USED)), "at": at})
    _first(connection, key)


def answered(answer: Ticket | NotEnrolled) -> Answered:
    """What the sender is told, now and whenever the request comes again."""
    if isinstance(answer, NotEnrolled):
        return Answered(answer.value)
    return Answered(ENROLLED, answer.enrollment_id)


def _first(connection: Connection, key: RequestKey) -> Row[str, str, str | None] | None:
    """The first request of this key, which has to be the same one."""
    row = connection.execute(_FIND, {"whose": key.sender, "called": key.key}).one_or_none()
    if row is not None and row.digest != key.digest:
        raise KeyReused
    return row

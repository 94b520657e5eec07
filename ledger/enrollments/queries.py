"""What people and processes read of enrollments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, bindparam, select

from domain.enrollment import Enrollment
from domain.errors import UnknownEnrollment
from domain.facts import fact_from_json
from domain.people.prospects import Prospect
from ledger.enrollments.pauses import PAUSED
from ledger.prospects import prospect_of
from ledger.records import EnrollmentRow, FactRow, TouchRow
from ledger.rules.folding import fold_from_json, touch_row
from ledger.schema import (
    UNSTARTED,
    cadence_pauses,
    claims,
    enrollments,
    facts,
    prospects,
    touches,
)

_SHOWN = ("cadence", "version", "state", "reason", "step", "next_at", "enrolled_at", "workflow_id")
_IS_CADENCE_PAUSED = (
    select(cadence_pauses.c.id)
    .where(cadence_pauses.c.name == enrollments.c.cadence, PAUSED)
    .exists()
    .label("is_cadence_paused")
)
_ENROLLMENTS = (
    select(
        enrollments.c.id.label("enrollment"),
        enrollments.c.timezone.label("planned_timezone"),
        enrollments.c.variants.label("arms"),
        _IS_CADENCE_PAUSED,
        *(enrollments.c[name] for name in _SHOWN),
        *prospects.c,
    )
    .join(prospects, prospects.c.id == enrollments.c.prospect_id)
    .order_by(enrollments.c.enrolled_at, enrollments.c.number)
)
_ENROLLEE = (
    select(
        enrollments.c.version,
        enrollments.c.not_before,
        enrollments.c.variants.label("arms"),
        _IS_CADENCE_PAUSED,
        *prospects.c,
    )
    .join(prospects, prospects.c.id == enrollments.c.prospect_id)
    .where(enrollments.c.id == bindparam("enrollment"))
)
_STUBS = select(
    enrollments.c.id,
    enrollments.c.workflow_id,
    enrollments.c.version,
    enrollments.c.variants,
    enrollments.c.fold,
)
# Word for word the condition of the index, without which SQLite does not use it.
_UNSTARTED = (
    _STUBS.where(UNSTARTED, enrollments.c.seq == 1)
    .order_by(enrollments.c.number)
    .limit(bindparam("most"))
)
_TOUCHES = (
    select(touches, claims.c.message_id)
    .outerjoin(
        claims,
        (claims.c.enrollment_id == touches.c.enrollment_id) & (claims.c.step == touches.c.step),
    )
    .where(touches.c.enrollment_id == bindparam("enrollment"))
    .order_by(touches.c.first_seq, touches.c.step)
)
_FACTS = (
    select(facts.c.seq, facts.c.key, facts.c.body)
    .where(facts.c.enrollment_id == bindparam("enrollment"))
    .order_by(facts.c.seq)
)


@dataclass(frozen=True)
class Stub:
    """A ticket before its cadence is looked up."""

    enrollment_id: str
    workflow_id: str
    version: str
    variants: Mapping[str, str]
    state: Enrollment


@dataclass(frozen=True)
class Who:
    """An enrollee before the cadence is looked up."""

    prospect: Prospect
    version: str
    variants: Mapping[str, str]
    not_before: datetime | None
    is_cadence_paused: bool


def enrollee(connection: Connection, enrollment_id: str) -> Who:
    """Who is enrolled in what. Raises `UnknownEnrollment`."""
    row = connection.execute(_ENROLLEE, {"enrollment": enrollment_id}).mappings().one_or_none()
    if row is None:
        raise UnknownEnrollment(f"there is no enrollment {enrollment_id!r}")
    return Who(
        prospect_of(row),
        row["version"],
        json.loads(row["arms"]),
        row["not_before"],
        row["is_cadence_paused"],
    )


def stub(connection: Connection, enrollment_id: str) -> Stub:
    """What a ticket needs. Raises `UnknownEnrollment`."""
    row = connection.execute(_STUBS.where(enrollments.c.id == enrollment_id)).one_or_none()
    if row is None:
        raise UnknownEnrollment(f"there is no enrollment {enrollment_id!r}")
    return _stub(row)


def unstarted(connection: Connection, most: int) -> tuple[Stub, ...]:
    """Those that follow another and have no fact of their own run, the oldest first."""
    return tuple(map(_stub, connection.execute(_UNSTARTED, {"most": most})))


def open_stubs(connection: Connection) -> tuple[Stub, ...]:
    """Every enrollment that has not ended, the oldest first."""
    ordered = _STUBS.where(enrollments.c.is_open).order_by(
        enrollments.c.enrolled_at, enrollments.c.number
    )
    return tuple(map(_stub, connection.execute(ordered)))


def all_enrollments(
    connection: Connection, state: str | None, cadence: str | None
) -> tuple[EnrollmentRow, ...]:
    """Enrollments in a state and of a cadence's name, the oldest first."""
    query = _ENROLLMENTS
    if state is not None:
        query = query.where(enrollments.c.state == state)
    if cadence is not None:
        query = query.where(enrollments.c.cadence == cadence)
    return tuple(_enrollment_row(row) for row in connection.execute(query).mappings())


def one_enrollment(
    connection: Connection, enrollment_id: str
) -> tuple[EnrollmentRow, tuple[TouchRow, ...], tuple[FactRow, ...]]:
    """An enrollment, its touches as they came up, its facts. Raises `UnknownEnrollment`."""
    query = _ENROLLMENTS.where(enrollments.c.id == enrollment_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise UnknownEnrollment(f"there is no enrollment {enrollment_id!r}")
    wanted = {"enrollment": enrollment_id}
    touch_rows = connection.execute(_TOUCHES, wanted).mappings()
    fact_rows = connection.execute(_FACTS, wanted)
    return (
        _enrollment_row(row),
        tuple(touch_row(dict(touch), touch["message_id"]) for touch in touch_rows),
        tuple(FactRow(f.seq, f.key, fact_from_json(f.body)) for f in fact_rows),
    )


def _stub(row: Row[*tuple[Any, ...]]) -> Stub:
    state = fold_from_json(row.fold).state
    return Stub(row.id, row.workflow_id, row.version, json.loads(row.variants), state)


def _enrollment_row(row: RowMapping) -> EnrollmentRow:
    person = prospect_of(row)
    return EnrollmentRow(
        enrollment=row["enrollment"],
        prospect=person.address,
        timezone=row["planned_timezone"] or person.timezone,
        variants=json.loads(row["arms"]),
        is_cadence_paused=row["is_cadence_paused"],
        **{name: row[name] for name in _SHOWN},
    )

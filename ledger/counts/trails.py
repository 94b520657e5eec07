"""What enrollments left behind that statistics are made of, many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, or_, select

from domain.analytics.marks import HEARD
from domain.facts import UNCLASSIFIED, Fact, fact_from_json
from domain.ports import Ingested
from domain.statistics.trails import (
    MEETING,
    Heard,
    Performed,
    Trail,
    TrailsWanted,
    heard_in,
    in_order,
)
from domain.touch import Touched
from ledger.rules.details import detail_from_json
from ledger.schema import enrollments, facts, inbox, touches

# The facts that `heard_in` reads, beside tasks that reached the person.
ANSWERS = ("reply", "reply_corrected", MEETING)
# What is no fact because the enrollment had ended.
LATE = ("reply", MEETING)

_IS_HEARD = or_(
    facts.c.type.in_(ANSWERS),
    and_(
        facts.c.type == "task_completed",
        or_(*(facts.c.body.contains(f'"disposition":"{went}"') for went in HEARD)),
    ),
)


def trails(connection: Connection, wanted: TrailsWanted) -> tuple[Trail, ...]:
    """The trails wanted, in the order of enrollment."""
    performed, heard = _performed(connection, wanted), _heard(connection, wanted)
    ended = _ended(connection, wanted)
    names = ("id", "cadence", "enrolled_at", "is_open")
    query = select(*(enrollments.c[name] for name in names)).where(*_wanted(wanted))
    ordered = query.order_by(enrollments.c.enrolled_at, enrollments.c.number)
    return tuple(
        Trail(
            enrollment_id,
            cadence,
            enrolled_at,
            None if is_open else ended[enrollment_id],
            tuple(performed.get(enrollment_id, ())),
            heard.get(enrollment_id, ()),
        )
        for enrollment_id, cadence, enrolled_at, is_open in connection.execute(ordered)
    )


def late(fact: str, reply_class: str | None, at: datetime) -> Heard:
    """What an event says that came after the end."""
    return Heard(MEETING if fact == MEETING else reply_class or UNCLASSIFIED, at)


def _performed(connection: Connection, wanted: TrailsWanted) -> Mapping[str, list[Performed]]:
    names = ("step", "channel", "settled_at", "variant")
    query = _of(touches, wanted, *names).where(touches.c.status == Touched.PERFORMED.value)
    if wanted.experiment:
        query = query.where(touches.c.variant.contains(f"{wanted.experiment}/"))
    found: dict[str, list[Performed]] = defaultdict(list)
    for enrollment_id, *touch in connection.execute(query.order_by(touches.c.settled_at)):
        performed = Performed(*touch)
        if wanted.experiment is None or wanted.experiment in performed.arms:
            found[enrollment_id].append(performed)
    return found


def _heard(connection: Connection, wanted: TrailsWanted) -> Mapping[str, tuple[Heard, ...]]:
    said: dict[str, list[Fact]] = defaultdict(list)
    query = _of(facts, wanted, "body").where(_IS_HEARD)
    for enrollment_id, body in connection.execute(query.order_by(facts.c.seq)):
        said[enrollment_id].append(fact_from_json(body))
    heard = {enrollment_id: heard_in(all_of) for enrollment_id, all_of in said.items()}
    for enrollment_id, one in _late(connection, wanted):
        heard[enrollment_id] = in_order([*heard.get(enrollment_id, ()), one])
    return heard


def _late(connection: Connection, wanted: TrailsWanted) -> Iterator[tuple[str, Heard]]:
    query = _of(inbox, wanted, "fact", "detail", "received_at").where(
        inbox.c.verdict == Ingested.TOO_LATE.value, inbox.c.fact.in_(LATE)
    )
    for enrollment_id, fact, detail, at in connection.execute(query):
        reply_class = detail_from_json(detail).reply_class if detail else None
        yield enrollment_id, late(fact, reply_class, at)


def _ended(connection: Connection, wanted: TrailsWanted) -> Mapping[str, datetime]:
    """When each ended last: an end may have been taken back."""
    query = _of(facts, wanted, "at").where(facts.c.type == "ended").order_by(facts.c.seq)
    return dict(tuple(row) for row in connection.execute(query))


def _of(table: Table, wanted: TrailsWanted, *names: str) -> Select[Any]:
    """These columns of what hangs on the enrollments wanted."""
    return (
        select(table.c.enrollment_id, *(table.c[name] for name in names))
        .join(enrollments, enrollments.c.id == table.c.enrollment_id)
        .where(*_wanted(wanted))
    )


def _wanted(wanted: TrailsWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.cadences:
        yield enrollments.c.cadence.in_(wanted.cadences)
    if wanted.since:
        yield enrollments.c.enrolled_at >= wanted.since
    if wanted.until:
        yield enrollments.c.enrolled_at < wanted.until
    if wanted.experiment:
        yield enrollments.c.variants.contains(f'"{wanted.experiment}":')

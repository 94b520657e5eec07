"""Appends facts: lock the enrollment, fold, write, all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select

from domain.errors import UnknownEnrollment
from domain.facts import Fact, fact_from_json, fact_to_json
from ledger import stops, suppressions
from ledger.database.among import among
from ledger.projections import store
from ledger.rules.folding import Fold, Projection, Row, fold_from_json
from ledger.rules.silencing import said_by, silence_of
from ledger.schema import enrollments, facts


@dataclass(frozen=True)
class Standing:
    """An enrollment whose row is locked until the transaction ends."""

    enrollment_id: str
    prospect_id: str
    fold: Fold


_LOCK = (
    select(enrollments.c.prospect_id, enrollments.c.fold)
    .where(enrollments.c.id == bindparam("enrollment"))
    .with_for_update()
)
_LOCK_ALL = (
    select(enrollments.c.id, enrollments.c.is_open)
    .where(among(enrollments.c.id, "enrollments"))
    .order_by(enrollments.c.id)
    .with_for_update()
)
_KNOWN = select(facts.c.key, facts.c.body).where(
    facts.c.enrollment_id == bindparam("enrollment"),
    among(facts.c.key, "keys"),
)
_STANDING = (
    select(facts.c.key, facts.c.body)
    .select_from(enrollments)
    .outerjoin(
        facts,
        (facts.c.enrollment_id == enrollments.c.id) & among(facts.c.key, "wanted"),
    )
    .where(enrollments.c.id == bindparam("enrollment"))
)


def lock(connection: Connection, enrollment_id: str) -> Standing:
    """The enrollment as it stands, its row locked. Raises `UnknownEnrollment`."""
    row = connection.execute(_LOCK, {"enrollment": enrollment_id}).one_or_none()
    if row is None:
        raise UnknownEnrollment(f"there is no enrollment {enrollment_id!r}")
    return Standing(enrollment_id, row.prospect_id, fold_from_json(row.fold))


def lock_all(connection: Connection, enrollment_ids: Sequence[str]) -> list[str]:
    """Those of them that are open, in the order given, the rows of all locked.

    In one order whoever asks, so that of two who want the same none waits for the other's end.
    """
    rows = connection.execute(_LOCK_ALL, {"enrollments": enrollment_ids})
    is_open = {row.id for row in rows if row.is_open}
    return [enrollment_id for enrollment_id in enrollment_ids if enrollment_id in is_open]


def append(connection: Connection, enrollment_id: str, new: Sequence[Fact]) -> tuple[Fact, ...]:
    """Write what is not there yet; the facts as they stand, in the order given."""
    return write(connection, lock(connection, enrollment_id), new)


def write(connection: Connection, standing: Standing, new: Sequence[Fact]) -> tuple[Fact, ...]:
    """`append` for an enrollment that is locked already."""
    known = known_facts(connection, standing.enrollment_id, [fact.key for fact in new])
    fresh = [fact for key, fact in {f.key: f for f in reversed(new)}.items() if key not in known]
    if fresh:
        _write_fresh(connection, standing, fresh[::-1])
    # The workflow has heard these: what its own state says decides from now on.
    stops.clear_stops(connection, standing.enrollment_id, sources_of(new))
    stands = {**{fact.key: fact for fact in fresh}, **known}
    return tuple(stands[fact.key] for fact in new)


def known_facts(connection: Connection, enrollment_id: str, keys: Sequence[str]) -> dict[str, Fact]:
    """Those of these keys that the enrollment has."""
    rows = connection.execute(_KNOWN, {"enrollment": enrollment_id, "keys": keys})
    return {row.key: fact_from_json(row.body) for row in rows}


def sources_of(new: Sequence[Fact]) -> list[str]:
    """The outside events that these facts record."""
    return [source for fact in new if (source := getattr(fact, "source_id", None))]


def standing(connection: Connection, enrollment_id: str, keys: Sequence[str]) -> Fact | None:
    """`FactLog.standing`. Raises `UnknownEnrollment`."""
    rows = connection.execute(_STANDING, {"enrollment": enrollment_id, "wanted": keys}).all()
    if not rows:
        raise UnknownEnrollment(f"there is no enrollment {enrollment_id!r}")
    bodies = {row.key: row.body for row in rows}
    return next((fact_from_json(bodies[key]) for key in keys if key in bodies), None)


def fact_row(enrollment_id: str, seq: int, fact: Fact) -> Row:
    """The fact as the table `facts` keeps it."""
    return {
        "enrollment_id": enrollment_id,
        "seq": seq,
        "key": fact.key,
        "type": fact.type,
        "at": fact.at,
        "body": fact_to_json(fact),
        "source_id": getattr(fact, "source_id", None),
    }


def _write_fresh(connection: Connection, standing: Standing, fresh: Sequence[Fact]) -> None:
    projection = Projection(standing.fold)
    rows = []
    for fact in fresh:
        projection.take(fact)
        rows.append(fact_row(standing.enrollment_id, projection.fold.seq, fact))
    connection.execute(insert(facts), rows)
    store(connection, standing.enrollment_id, projection)
    for fact in fresh:
        if silence := silence_of(fact):
            source = said_by(standing.enrollment_id, fact)
            suppressions.suppress(connection, standing.prospect_id, silence, source, fact.at)

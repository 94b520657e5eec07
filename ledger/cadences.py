"""Published cadences, by version; a version never changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, select

from domain.cadence import Cadence
from domain.errors import UnknownCadence
from ledger.database.dialects import Insert, insert_or_replace, lock_table
from ledger.enrollments import files
from ledger.records import CadenceRow
from ledger.rules.leading import refuse_misleading
from ledger.schema import cadences


def _newest(insert: Insert, new: dict[str, ColumnElement[Any]]) -> None:
    """A version that is published again is the newest of its name again; its body never changes."""
    new.clear()
    later = insert.excluded.published_at > cadences.c.published_at
    new["published_at"] = case((later, insert.excluded.published_at), else_=cadences.c.published_at)


_PUBLISH = insert_or_replace(cadences, _newest)
_BODIES = select(cadences.c.name, cadences.c.body).order_by(cadences.c.published_at)


def publish(
    connection: Connection, cadence: Cadence, at: datetime, contents: Mapping[str, bytes]
) -> str:
    """Keep this version and the files it carries (`contents` by digest), the newest of its name.

    Raises `InvalidCadence` as `refuse_misleading` and `files.carried_by`.
    """
    # One at a time: of two that lead to each other each would not see the other's new version.
    lock_table(connection, cadences, "SHARE ROW EXCLUSIVE")
    refuse_misleading(cadence, _newest_in(connection))
    files.keep(connection, cadence, contents)
    row = {
        "version": cadence.version,
        "name": cadence.name,
        "published_at": at,
        "body": cadence_to_json(cadence),
    }
    connection.execute(_PUBLISH.on(connection), row)
    return cadence.version


def version_of(connection: Connection, name_or_version: str) -> str:
    """The version meant: the newest of a name, or the version itself. Raises `UnknownCadence`."""
    newest = (
        select(cadences.c.version)
        .where((cadences.c.name == name_or_version) | (cadences.c.version == name_or_version))
        .order_by((cadences.c.name == name_or_version).desc(), cadences.c.published_at.desc())
        .limit(1)
    )
    version = connection.scalar(newest)
    if version is None:
        raise UnknownCadence(f"no cadence {name_or_version!r} has been published")
    return str(version)


def _newest_in(connection: Connection) -> dict[str, Cadence]:
    """The newest version of each name."""
    bodies = {row.name: row.body for row in connection.execute(_BODIES)}
    return {name: cadence_from_json(body) for name, body in bodies.items()}


def cadence_of(connection: Connection, version: str) -> Cadence:
    """The cadence of a version that is known to exist."""
    body = connection.scalars(select(cadences.c.body).where(cadences.c.version == version)).one()
    return cadence_from_json(body)


def cadence_to_json(cadence: Cadence) -> str:
    """The cadence as its file would say it; `cadence_from_json` is its inverse."""
    return cadence.model_dump_json(exclude_defaults=True)


def cadence_from_json(body: str) -> Cadence:
    """The cadence that `cadence_to_json` wrote."""
    return Cadence.model_validate_json(body)


def all_cadences(connection: Connection) -> tuple[CadenceRow, ...]:
    """Every version, by name, the newest first."""
    ordered = select(cadences).order_by(cadences.c.name, cadences.c.published_at.desc())
    return tuple(
        cadence_row(row.version, cadence_from_json(row.body), row.published_at)
        for row in connection.execute(ordered)
    )


def cadence_row(version: str, cadence: Cadence, published_at: datetime) -> CadenceRow:
    """One line of `drumbeat cadence list`."""
    steps = len(cadence.steps)
    return CadenceRow(cadence.name, version, published_at, steps, cadence.description)

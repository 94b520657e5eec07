"""Published cadences, by version; a version never changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, select
from sqlalchemy.orm import Session

from domain.cadence import Cadence
from domain.errors import UnknownCadence
from ledger import files
from ledger.dialects import Insert, insert_or_replace, lock_table
from ledger.leading import refuse_circles
from ledger.records import CadenceRow
from ledger.schema import cadences


def _newest(insert: Insert, new: dict[str, ColumnElement[Any]]) -> None:
    """A version that is published again is the newest of its name again; its body never changes."""
    new.clear()
    later = insert.excluded.published_at > cadences.c.published_at
    new["published_at"] = case((later, insert.excluded.published_at), else_=cadences.c.published_at)


_PUBLISH = insert_or_replace(cadences, _newest)
_NEWEST_BODY = (
    select(cadences.c.body)
    .where(cadences.c.name == bindparam("name"))
    .order_by(cadences.c.published_at.desc())
    .limit(1)
)


def publish(session: Session, cadence: Cadence, at: datetime, contents: Mapping[str, bytes]) -> str:
    """Keep this version and the files it carries (`contents` by digest), the newest of its name.

    Raises `InvalidCadence` as `refuse_circles` and `files.carried_by`.
    """
    # One at a time: of two that lead to each other each would not see the other's new version.
    lock_table(session, cadences, "SHARE ROW EXCLUSIVE")
    refuse_circles(cadence, lambda name: _newest_of(session, name))
    files.keep(session, cadence, contents)
    row = {
        "version": cadence.version,
        "name": cadence.name,
        "published_at": at,
        "body": cadence_to_json(cadence),
    }
    session.execute(_PUBLISH.on(session), row)
    return cadence.version


def version_of(session: Session, name_or_version: str) -> str:
    """The version meant: the newest of a name, or the version itself. Raises `UnknownCadence`."""
    newest = (
        select(cadences.c.version)
        .where((cadences.c.name == name_or_version) | (cadences.c.version == name_or_version))
        .order_by((cadences.c.name == name_or_version).desc(), cadences.c.published_at.desc())
        .limit(1)
    )
    version = session.scalar(newest)
    if version is None:
        raise UnknownCadence(f"no cadence {name_or_version!r} has been published")
    return str(version)


def _newest_of(session: Session, name: str) -> Cadence | None:
    body = session.scalar(_NEWEST_BODY, {"name": name})
    return cadence_from_json(body) if body else None


def cadence_of(session: Session, version: str) -> Cadence:
    """The cadence of a version that is known to exist."""
    body = session.scalars(select(cadences.c.body).where(cadences.c.version == version)).one()
    return cadence_from_json(body)


def cadence_to_json(cadence: Cadence) -> str:
    """The cadence as its file would say it; `cadence_from_json` is its inverse."""
    return cadence.model_dump_json(exclude_defaults=True)


def cadence_from_json(body: str) -> Cadence:
    """The cadence that `cadence_to_json` wrote."""
    return Cadence.model_validate_json(body)


def all_cadences(session: Session) -> tuple[CadenceRow, ...]:
    """Every version, by name, the newest first."""
    ordered = select(cadences).order_by(cadences.c.name, cadences.c.published_at.desc())
    return tuple(
        cadence_row(row.version, cadence_from_json(row.body), row.published_at)
        for row in session.execute(ordered)
    )


def cadence_row(version: str, cadence: Cadence, published_at: datetime) -> CadenceRow:
    """One line of `drumbeat cadence list`."""
    steps = len(cadence.steps)
    return CadenceRow(cadence.name, version, published_at, steps, cadence.description)

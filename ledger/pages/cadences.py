"""Cadences with those who are in them: by state, by step, by version. Counted from one index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from ledger.schema import cadences, enrollments


@dataclass(frozen=True)
class VersionLine:
    """One version of a cadence, and how many were enrolled in it."""

    version: str
    published_at: datetime
    enrollments: int


@dataclass(frozen=True)
class Standing:
    """How many are at a step in a state."""

    state: str
    step: str | None
    count: int


def states_by_cadence(connection: Connection) -> Mapping[str, Mapping[str, int]]:
    """How many there are in each state, by the cadence's name; those without anybody, too."""
    query = select(enrollments.c.cadence, enrollments.c.state, func.count()).group_by(
        enrollments.c.cadence, enrollments.c.state
    )
    counts: dict[str, dict[str, int]] = {name: {} for name in names(connection)}
    for name, state, count in connection.execute(query):
        counts[name][state] = count
    return counts


def names(connection: Connection) -> tuple[str, ...]:
    """The cadences that were ever published, by name."""
    return tuple(connection.scalars(select(cadences.c.name).distinct().order_by(cadences.c.name)))


def standings(connection: Connection, name: str) -> tuple[Standing, ...]:
    """How many of this cadence are at which step, in which state."""
    query = (
        select(enrollments.c.state, enrollments.c.step, func.count())
        .where(enrollments.c.cadence == name)
        .group_by(enrollments.c.state, enrollments.c.step)
    )
    return tuple(Standing(*row) for row in connection.execute(query))


def versions(connection: Connection, name: str) -> tuple[VersionLine, ...]:
    """The versions of this name, the newest first."""
    counted = (
        select(enrollments.c.version, func.count())
        .where(enrollments.c.cadence == name)
        .group_by(enrollments.c.version)
    )
    counts = {row[0]: row[1] for row in connection.execute(counted)}
    query = (
        select(cadences.c.version, cadences.c.published_at)
        .where(cadences.c.name == name)
        .order_by(cadences.c.published_at.desc(), cadences.c.version)
    )
    rows = connection.execute(query)
    return tuple(VersionLine(version, at, counts.get(version, 0)) for version, at in rows)

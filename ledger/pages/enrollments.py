"""Enrollments by what one looks for: the newest first, or by what comes next.

The inner query finds the numbers from indexes alone; only a page of the wide rows is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, RowMapping, Select, func, select, tuple_

from domain.people.prospects import Prospect, name_of
from ledger.pages.keyset import ROWS, Page, key_of, page_of
from ledger.pages.people import NAMED, is_called
from ledger.schema import cadences, enrollments, prospects


@dataclass(frozen=True)
class Wanted:
    """Which enrollments; what is None does not matter. `next_before` is about the next touch."""

    cadence: str | None = None
    state: str | None = None
    reason: str | None = None
    step: str | None = None
    owner: str | None = None
    account: str | None = None
    search: str | None = None
    next_before: datetime | None = None
    order: Literal["newest", "next"] = "newest"


@dataclass(frozen=True)
class EnrollmentLine:
    """One line of the list; `name` is empty where the prospect has none."""

    number: int
    enrollment: str
    prospect_id: str
    prospect: str
    name: str
    account: str | None
    cadence: str
    state: str
    reason: str | None
    step: str | None
    next_at: datetime | None
    timezone: str | None
    enrolled_at: datetime


_AS_STORED = (
    *("number", "cadence", "state", "reason", "step", "next_at", "timezone", "enrolled_at"),
)
_LINES = select(
    enrollments.c.id.label("enrollment"), *(enrollments.c[name] for name in _AS_STORED), *NAMED
).join(prospects, prospects.c.id == enrollments.c.prospect_id)


def found(connection: Connection, wanted: Wanted, place: str | None) -> Page[EnrollmentLine]:
    """A page of those wanted, from this place on. Raises `InvalidPlace`."""
    numbers = numbers_of(connection, wanted)
    if wanted.order == "next":
        return _by_next(connection, numbers, place)
    if place is not None:
        numbers = numbers.where(enrollments.c.number < key_of(place, int)[0])
    these = numbers.order_by(enrollments.c.number.desc()).limit(ROWS + 1)
    lines = _LINES.where(enrollments.c.number.in_(these)).order_by(enrollments.c.number.desc())
    rows = connection.execute(lines).mappings().all()
    return page_of(rows, _line, lambda row: (row["number"],))


def of_prospect(connection: Connection, prospect_id: str) -> tuple[EnrollmentLine, ...]:
    """All of one prospect, the newest first."""
    ordered = _LINES.where(enrollments.c.prospect_id == prospect_id).order_by(
        enrollments.c.number.desc()
    )
    return tuple(map(_line, connection.execute(ordered).mappings()))


def owners(connection: Connection) -> Mapping[str, tuple[str, ...]]:
    """The cadences of each owner, by the newest version of each."""
    latest = select(cadences.c.name, func.max(cadences.c.published_at)).group_by(cadences.c.name)
    bodies = select(cadences.c.name, cadences.c.body).where(
        tuple_(cadences.c.name, cadences.c.published_at).in_(latest)
    )
    newest = {row.name: json.loads(row.body).get("owner") for row in connection.execute(bodies)}
    names = sorted({owner for owner in newest.values() if owner})
    return {
        owner: tuple(sorted(name for name, its in newest.items() if its == owner))
        for owner in names
    }


def _by_next(
    connection: Connection, numbers: Select[tuple[int]], place: str | None
) -> Page[EnrollmentLine]:
    by = (enrollments.c.next_at, enrollments.c.number)
    numbers = numbers.where(enrollments.c.next_at.is_not(None))
    if place is not None:
        numbers = numbers.where(tuple_(*by) > key_of(place, datetime, int))
    these = numbers.order_by(*by).limit(ROWS + 1)
    lines = _LINES.where(enrollments.c.number.in_(these)).order_by(*by)
    rows = connection.execute(lines).mappings().all()
    return page_of(rows, _line, lambda row: (row["next_at"], row["number"]))


def numbers_of(connection: Connection, wanted: Wanted) -> Select[tuple[int]]:
    """Of those wanted, in no order."""
    query = select(enrollments.c.number)
    for name in ("cadence", "state", "reason", "step"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(enrollments.c[name] == value)
    if wanted.next_before is not None:
        query = query.where(enrollments.c.next_at < wanted.next_before)
    if wanted.owner is not None:
        query = query.where(enrollments.c.cadence.in_(owners(connection).get(wanted.owner, ())))
    people = select(prospects.c.id)
    if wanted.account is not None:
        theirs = people.where(prospects.c.account == wanted.account)
        query = query.where(enrollments.c.prospect_id.in_(theirs))
    if wanted.search is not None:
        called = people.where(is_called(wanted.search))
        query = query.where(enrollments.c.prospect_id.in_(called))
    return query


def _line(row: RowMapping) -> EnrollmentLine:
    variables = json.loads(row["variables"])
    ways = {way: row[way] for way in ("email", "linkedin_url", "phone")}
    return EnrollmentLine(
        enrollment=row["enrollment"],
        prospect_id=row["prospect_id"],
        prospect=Prospect(row["prospect_id"], **ways).address,
        name=name_of(variables),
        account=row["account"],
        **{name: row[name] for name in _AS_STORED},
    )

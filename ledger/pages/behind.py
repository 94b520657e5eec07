"""Who stands behind a number: enrollments with how many of their rows it counts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, func, select

from ledger.pages.keyset import ROWS, Page, key_of, page_of
from ledger.records import Counted
from ledger.schema import enrollments, prospects


def page_behind(
    connection: Connection,
    table: Table,
    conditions: Iterable[ColumnElement[bool]],
    place: str | None,
) -> Page[Counted]:
    """Some of those who have such rows, in the order in which they came."""
    counted = (
        select(table.c.enrollment_id, func.count().label("many"))
        .where(*conditions)
        .group_by(table.c.enrollment_id)
        .subquery()
    )
    query = (
        select(counted, enrollments.c.number, enrollments.c.cadence)
        .add_columns(prospects.c.email, prospects.c.linkedin_url, prospects.c.phone)
        .join(enrollments, enrollments.c.id == counted.c.enrollment_id)
        .join(prospects, prospects.c.id == enrollments.c.prospect_id)
        .order_by(enrollments.c.number)
        .limit(ROWS + 1)
    )
    if place:
        (after,) = key_of(place, int)
        query = query.where(enrollments.c.number > after)
    found = connection.execute(query).mappings().all()
    return page_of(found, _counted, lambda row: [row["number"]])


def _counted(row: RowMapping) -> Counted:
    address = row["email"] or row["linkedin_url"] or row["phone"] or row["enrollment_id"]
    return Counted(row["enrollment_id"], address, row["cadence"], row["many"])

"""Where people stood and stand, alike ones as one: what a forecast is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from domain.analytics.stays import Stood
from ledger.schema import stays
from ledger.schema.analytics import STAYED

_COLUMNS = tuple(stays.c[name] for name in STAYED)


def stood(
    connection: Connection, cadences: Sequence[str], since: date, today: date
) -> tuple[Stood, ...]:
    """`Standings.stood`."""
    query: Select[Any] = (
        select(*_COLUMNS, func.count())
        .where(stays.c.since <= today, or_(stays.c.until.is_(None), stays.c.until > since))
        # In the order of the index, so that the database counts as it reads and sorts nothing.
        .group_by(*_COLUMNS)
    )
    if cadences:
        query = query.where(stays.c.cadence.in_(cadences))
    return tuple(Stood(*row) for row in connection.execute(query))

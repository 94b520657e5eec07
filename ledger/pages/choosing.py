"""Open enrollments by what one looks for, to be changed together: how many, and which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from domain.enrollment import ENDED, State
from ledger.pages.enrollments import Wanted, numbers_of
from ledger.rules.folding import fold_from_json
from ledger.schema import enrollments

_OPEN = [state.value for state in State if state not in ENDED]


@dataclass(frozen=True)
class Chosen:
    """An open enrollment, where its run is, and for which reasons it stands still."""

    number: int
    enrollment: str
    workflow_id: str
    pauses: frozenset[str]


def count(connection: Connection, wanted: Wanted) -> Mapping[str, int]:
    """How many of those wanted are open, by state."""
    # Open is what has not ended, and the state stands in the indexes: no row is read for it.
    these = numbers_of(connection, wanted).where(enrollments.c.state.in_(_OPEN))
    query = (
        these.with_only_columns(enrollments.c.state, func.count())
        .group_by(enrollments.c.state)
        .order_by(enrollments.c.state)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def chosen(connection: Connection, wanted: Wanted, after: int, limit: int) -> tuple[Chosen, ...]:
    """Some open ones of those wanted that came after this number, in their order."""
    these = (
        numbers_of(connection, wanted)
        .where(enrollments.c.is_open, enrollments.c.number > after)
        .order_by(enrollments.c.number)
        .limit(limit)
    )
    names = ("number", "id", "workflow_id", "fold")
    query = (
        select(*(enrollments.c[name] for name in names))
        .where(enrollments.c.number.in_(these))
        .order_by(enrollments.c.number)
    )
    return tuple(
        Chosen(number, enrollment, run, frozenset(fold_from_json(fold).state.pauses))
        for number, enrollment, run, fold in connection.execute(query)
    )

"""Writes whole lives at once, by the rules of every append: a rebuild finds nothing to change."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select

from domain.world import Life
from ledger import projections
from ledger.enrollments import enrolling
from ledger.facts import fact_row
from ledger.prospects import row_of
from ledger.rules.folding import Projection, Row, enrollment_columns, projection_of
from ledger.schema import enrollments, facts, prospects


def plant(connection: Connection, lives: Sequence[Life]) -> int:
    """Write them all; the number of facts. Their cadences are published, and nobody is known."""
    enrolling.lock_imports(connection)
    folded = {life.enrollment_id: projection_of(life.facts) for life in lives}
    first = (connection.scalar(select(func.max(enrollments.c.number))) or 0) + 1
    connection.execute(insert(prospects), [row_of(life.prospect) for life in lives])
    rows = [_row(life, first + n, folded[life.enrollment_id]) for n, life in enumerate(lives)]
    connection.execute(insert(enrollments), rows)
    told = [_fact_rows(life) for life in lives]
    connection.execute(insert(facts), [row for theirs in told for row in theirs])
    projections.fill(connection, folded)
    return sum(map(len, told))


def _row(life: Life, number: int, projection: Projection) -> Row:
    group = life.cadence.exclusivity_group
    return {
        "id": life.enrollment_id,
        "number": number,
        "prospect_id": life.prospect.id,
        "exclusivity_group": group,
        "workflow_id": f"enrollment/{group}/{life.prospect.id}",
        **projection.origin,
        **enrollment_columns(projection.fold),
    }


def _fact_rows(life: Life) -> list[Row]:
    return [fact_row(life.enrollment_id, seq, fact) for seq, fact in enumerate(life.facts, 1)]

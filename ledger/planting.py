"""Writes whole lives at once, by the rules of every append: a rebuild finds nothing to change."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from domain.world import Life
from ledger import enrolling, projections
from ledger.facts import fact_row
from ledger.folding import Projection, Row, enrollment_columns, projection_of
from ledger.prospects import row_of
from ledger.schema import enrollments, facts, prospects


def plant(session: Session, lives: Sequence[Life]) -> int:
    """Write them all; the number of facts. Their cadences are published, and nobody is known."""
    enrolling.lock_imports(session)
    folded = {life.enrollment_id: projection_of(life.facts) for life in lives}
    first = (session.scalar(select(func.max(enrollments.c.number))) or 0) + 1
    session.execute(insert(prospects), [row_of(life.prospect) for life in lives])
    rows = [_row(life, first + n, folded[life.enrollment_id]) for n, life in enumerate(lives)]
    session.execute(insert(enrollments), rows)
    told = [_fact_rows(life) for life in lives]
    session.execute(insert(facts), [row for theirs in told for row in theirs])
    projections.fill(session, folded)
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

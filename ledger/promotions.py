"""Arms that were made the cadence: published, and why written down, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from domain.cadence import Cadence
from domain.promotions import Promotion
from ledger import cadences
from ledger.schema import promotions


def promote(
    session: Session, cadence: Cadence, contents: Mapping[str, bytes], promotion: Promotion
) -> None:
    """Publish the cadence with its arm in it. Raises as `cadences.publish`."""
    cadences.publish(session, cadence, promotion.at, contents)
    session.execute(insert(promotions), asdict(promotion))


def all_promotions(session: Session, cadence: str | None) -> tuple[Promotion, ...]:
    """Of this cadence, or of all, the latest first."""
    names = (column for column in promotions.c if column.name != "id")
    query = select(*names).order_by(promotions.c.id.desc())
    if cadence is not None:
        query = query.where(promotions.c.cadence == cadence)
    return tuple(Promotion(**row) for row in session.execute(query).mappings())

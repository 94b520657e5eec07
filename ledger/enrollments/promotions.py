"""Arms that were made the cadence: published, and why written down, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import Connection, insert, select

from domain.cadence import Cadence
from domain.cadence.promotions import Promotion
from ledger import cadences
from ledger.schema import promotions


def promote(
    connection: Connection, cadence: Cadence, contents: Mapping[str, bytes], promotion: Promotion
) -> None:
    """Publish the cadence with its arm in it. Raises as `cadences.publish`."""
    cadences.publish(connection, cadence, promotion.at, contents)
    connection.execute(insert(promotions), asdict(promotion))


def all_promotions(connection: Connection, cadence: str | None) -> tuple[Promotion, ...]:
    """Of this cadence, or of all, the latest first."""
    names = (column for column in promotions.c if column.name != "id")
    query = select(*names).order_by(promotions.c.id.desc())
    if cadence is not None:
        query = query.where(promotions.c.cadence == cadence)
    return tuple(Promotion(**row) for row in connection.execute(query).mappings())

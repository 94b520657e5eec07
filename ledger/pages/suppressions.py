"""The list of suppressions, by address, and what people have changed of it."""

from __future__ import annotations

from sqlalchemy import Connection, select, tuple_

from domain.people.prospects import address_key
from ledger.pages.keyset import ROWS, Page, key_of, page_of
from ledger.records import SuppressionChange, SuppressionRow
from ledger.schema import suppression_changes, suppressions

_COLUMNS = [suppressions.c[name] for name in ("address", "channel", "source", "at")]
_CHANGES = [column for column in suppression_changes.c if column.name != "id"]
SHOWN_CHANGES = 20


def found(connection: Connection, search: str | None, place: str | None) -> Page[SuppressionRow]:
    """A page of those whose address has this in it. Raises `InvalidPlace`."""
    by = (suppressions.c.address, suppressions.c.channel)
    query = select(*_COLUMNS).order_by(*by).limit(ROWS + 1)
    if search is not None:
        key = address_key(search)
        query = query.where(suppressions.c.address.contains(key, autoescape=True))
    if place is not None:
        query = query.where(tuple_(*by) > key_of(place, str, str))
    rows = connection.execute(query).all()
    return page_of(rows, lambda row: SuppressionRow(*row), lambda row: (row[0], row[1]))


def latest_changes(connection: Connection) -> tuple[SuppressionChange, ...]:
    """What was last changed by hand, the newest first."""
    query = select(*_CHANGES).order_by(suppression_changes.c.id.desc()).limit(SHOWN_CHANGES)
    return tuple(SuppressionChange(**row) for row in connection.execute(query).mappings())

"""Who may not be contacted, and on which channel; who put them on that list or took them off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from ledger.database.among import among
from ledger.database.dialects import PerDialect, lock_table
from ledger.prospects import prospect
from ledger.records import Attribution, NotSuppressed, SuppressionChange, SuppressionRow
from ledger.rules.addresses import EVERY_CHANNEL, address_key, listed_key
from ledger.rules.silencing import Silence, silenced
from ledger.schema import prospects, suppression_changes, suppressions

ADDED = "added"
REMOVED = "removed"

_INSERT = PerDialect(
    suppressions,
    lambda new: new.on_conflict_do_nothing().returning(
        suppressions.c.address, suppressions.c.channel
    ),
)
_FIND = (
    select(suppressions.c.address)
    .where(
        among(suppressions.c.address, "addresses"),
        among(suppressions.c.channel, "channels"),
    )
    .limit(1)
)
_LIST = select(
    suppressions.c.address, suppressions.c.channel, suppressions.c.source, suppressions.c.at
).order_by(suppressions.c.at, suppressions.c.address, suppressions.c.channel)
_CHANGE_COLUMNS = [column for column in suppression_changes.c if column.name != "id"]
_CHANGES = select(*_CHANGE_COLUMNS).order_by(suppression_changes.c.id)
_PEOPLE = select(prospects.c.id).where(
    or_(
        prospects.c.email_key == bindparam("key"),
        prospects.c.linkedin_key == bindparam("key"),
        prospects.c.phone == bindparam("key"),
    )
)
_REMOVE = (
    delete(suppressions)
    .where(
        among(suppressions.c.address, "addresses"),
        suppressions.c.channel == bindparam("wanted"),
    )
    .returning(suppressions.c.address)
)


def suppress(
    connection: Connection, prospect_id: str, silence: Silence, source_id: str, at: datetime
) -> None:
    """Put on the list whom and what this silences; see `silencing.Silence`."""
    person = prospect(connection, prospect_id)
    rows = [SuppressionRow(*one, source_id, at) for one in silenced(person, silence)]
    _insert(connection, rows)


def suppress_addresses(
    connection: Connection, addresses: Iterable[str], channel: str, source_id: str, at: datetime
) -> None:
    """What is suppressed already stays as it was first written."""
    _insert(connection, [SuppressionRow(address, channel, source_id, at) for address in addresses])


def add(connection: Connection, rows: Sequence[SuppressionRow], attribution: Attribution) -> int:
    """Put these on the list; how many were not on it."""
    listed = [SuppressionRow(listed_key(r.address), r.channel, r.source, r.at) for r in rows]
    new = _insert(connection, listed)
    _record(connection, new, ADDED, attribution)
    return len(new)


def remove(
    connection: Connection, address: str, channel: str, attribution: Attribution
) -> tuple[str, ...]:
    """Take the address off, with the people whose it is; what was taken off.

    Raises `NotSuppressed`.
    """
    key = listed_key(address)
    people = connection.scalars(_PEOPLE, {"key": address_key(address)})
    wanted = {"addresses": [key, address_key(address), *people], "wanted": channel}
    removed = sorted(connection.scalars(_REMOVE, wanted))
    if not removed:
        raise NotSuppressed(f"{address} is not suppressed on this channel")
    _record(connection, [(each, channel) for each in removed], REMOVED, attribution)
    return tuple(removed)


def listed(connection: Connection) -> tuple[SuppressionRow, ...]:
    """The whole list, the oldest first."""
    return tuple(SuppressionRow(*row) for row in connection.execute(_LIST))


def changes(connection: Connection) -> tuple[SuppressionChange, ...]:
    """What people have changed by hand, the oldest first."""
    return tuple(SuppressionChange(**row) for row in connection.execute(_CHANGES).mappings())


def is_suppressed(connection: Connection, addresses: Iterable[str], *channels: str) -> bool:
    """Whether one of the addresses (as `addresses.py` compares them) is silenced there."""
    wanted = {"addresses": list(addresses), "channels": [*channels, EVERY_CHANNEL]}
    return connection.execute(_FIND, wanted).first() is not None


def _insert(connection: Connection, rows: Sequence[SuppressionRow]) -> list[tuple[str, str]]:
    """Those that are new; whoever starts a touch comes before all of them or after."""
    lock_table(connection, suppressions, "EXCLUSIVE")
    if not rows:
        return []
    found = connection.execute(_INSERT.on(connection), [vars(row) for row in rows])
    return [(row.address, row.channel) for row in found]


def _record(
    connection: Connection, rows: Sequence[tuple[str, str]], change: str, attribution: Attribution
) -> None:
    if rows:
        told = [
            {"address": address, "channel": channel, "change": change, **vars(attribution)}
            for address, channel in rows
        ]
        connection.execute(insert(suppression_changes), told)

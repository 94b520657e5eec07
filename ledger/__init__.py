"""The ledger: append-only facts and what follows from them; the only SQL in Drumbeat.

Belongs here: tables, transactions, projections, queries, migrations, and the in-memory ledger.
Does not belong here: decisions (domain), Temporal, HTTP, the environment.
"""

from __future__ import annotations

from ledger.database.engine import Database
from ledger.migrating import is_migrated, migrate
from ledger.sql import SqlLedger

__all__ = ["is_migrated", "migrate", "open_ledger"]


def open_ledger(url: str) -> SqlLedger:
    """The ledger at a SQLAlchemy URL (sqlite:///FILE or postgresql://…), migrated before.

    Connects on first use. Raises `InvalidLedgerUrl` for one of another database.
    """
    return SqlLedger(Database(url))

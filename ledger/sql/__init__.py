"""The ledger on a database: one method, one transaction, on the functions of this room."""

from __future__ import annotations

from ledger.sql.ledger import SqlLedger

__all__ = ["SqlLedger"]

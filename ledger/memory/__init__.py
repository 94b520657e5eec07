"""The ledger in memory: shipped code, held to the contract of the databases."""

from __future__ import annotations

from ledger.memory.ledger import MemoryLedger

__all__ = ["MemoryLedger"]

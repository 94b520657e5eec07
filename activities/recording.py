"""Writes facts that the workflow took in or concluded."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from domain.facts import Fact
from domain.ports import FactLog


@dataclass(frozen=True)
class RecordFacts:
    """Facts of one enrollment, in the order in which they were taken."""

    enrollment_id: str
    facts: tuple[Fact, ...]


class RecordingActivities:
    """Recording on the ledger."""

    def __init__(self, ledger: FactLog) -> None:
        self._ledger = ledger

    @activity.defn
    async def record_facts(self, request: RecordFacts) -> None:
        """Append the facts; what the ledger already has stays as it is."""
        await self._ledger.append(request.enrollment_id, request.facts)

"""An ingress that counts what came in, by provider and by what became of it, and traces it.

Both doors stand behind one: that of webhooks, and that of the mails which workers read.
"""

from __future__ import annotations

from datetime import datetime

from temporalio.common import MetricMeter

from config.telemetry.spans import traced
from domain.facts import Report
from domain.ports import InboundEvent, Ingested, Ingress, source_of


class CountingIngress:
    """`Ingress`, counted."""

    def __init__(self, ingress: Ingress, meter: MetricMeter) -> None:
        self._ingress = ingress
        self._events = meter.create_counter(
            "drumbeat_events", "events that came in, by provider and by their verdict"
        )

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        """As `Ingress.ingest`."""
        with traced(f"{event.provider} {event.fact}", source_of(event.provider, event.event_id)):
            verdict, enrollment = await self._ingress.ingest(event)
        # A private mail that fits nobody is none of ours, and leaves no trace.
        if not (event.is_private and verdict is Ingested.UNMATCHED):
            self._events.add(1, {"provider": event.provider, "verdict": verdict.value})
        return verdict, enrollment

    async def report(self, enrollment_id: str, fact: Report) -> Ingested:
        """As `Ingress.report`."""
        return await self._ingress.report(enrollment_id, fact)

    async def allow_texts(self, phone: str, heard: str, at: datetime) -> bool:
        """As `Ingress.allow_texts`."""
        return await self._ingress.allow_texts(phone, heard, at)

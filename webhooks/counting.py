"""An ingress that counts what came in, by provider and by what became of it, and traces it."""

from __future__ import annotations

from temporalio.common import MetricMeter

from domain.ports import InboundEvent, Ingested, Ingress, source_of
from webhooks.tracing import traced


class CountingIngress:
    """`Ingress`, counted."""

    def __init__(self, ingress: Ingress, meter: MetricMeter) -> None:
        self._ingress = ingress
        self._events = meter.create_counter(
            "drumbeat_events", "events that came in, by provider and by their verdict"
        )

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        """As `Ingress.ingest`."""
        with traced(f"webhook {event.fact}", source_of(event.provider, event.event_id)):
            verdict, enrollment = await self._ingress.ingest(event)
        self._events.add(1, {"provider": event.provider, "verdict": verdict.value})
        return verdict, enrollment

"""Traces by OpenTelemetry, sent over OTLP as HTTP; imported only where they are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from temporalio.contrib.opentelemetry import TracingInterceptor

from config.release import this_release


@contextmanager
def traces_to(endpoint: str, room: str) -> Iterator[TracingInterceptor]:
    """Have every span of this process sent there; what clients and workers are traced by.

    Sent from a thread, and dropped where nobody takes them: nothing waits for it.
    """
    named = {SERVICE_NAME: f"drumbeat-{room}", SERVICE_VERSION: this_release().version}
    provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)
    try:
        yield TracingInterceptor()
    finally:
        provider.shutdown()

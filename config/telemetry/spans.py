"""One trace for what came in, from the door to its workflow, though two processes may have part.

Between them stands the inbox, which keeps no trace: both make the same one out of the name of what
came in (docs/decisions/0026).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags

_TRACER = trace.get_tracer("drumbeat")


@contextmanager
def traced(deed: str, source: str) -> Iterator[None]:
    """A span of the trace of `source`: an event's source id, or the id of an enrollment.

    Where nobody collects traces it is none at all: a span that goes nowhere costs as much.
    """
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        yield
        return
    parent = trace.set_span_in_context(NonRecordingSpan(context_of(source)))
    with _TRACER.start_as_current_span(deed, parent, attributes={"drumbeat.source": source}):
        yield


def context_of(source: str) -> SpanContext:
    """The trace of its own that a name has; its first span is nobody's."""
    digest = hashlib.sha256(source.encode()).digest()
    return SpanContext(
        trace_id=int.from_bytes(digest[:16], "big"),
        span_id=int.from_bytes(digest[16:24], "big"),
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )

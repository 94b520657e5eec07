"""What a process tells of itself, where it is asked to: metrics for Prometheus, traces over OTLP.

Metrics are those of Temporal's SDK and our own, made by the same meter and served by the SDK's own
listener. What both say of people is ids alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from temporalio.client import Interceptor
from temporalio.common import MetricMeter
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from config.settings import InvalidSettings, Settings

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# A touch may rightly start late by minutes; by hours it is planned anew.
LAGS = (0.1, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
BUCKETS = {
    "drumbeat_http": SECONDS,
    "drumbeat_planning_delay": LAGS,
    "drumbeat_send_lag": LAGS,
}


@dataclass(frozen=True)
class Telemetry:
    """What a client and its workers are made with."""

    runtime: Runtime
    interceptors: Sequence[Interceptor] = ()

    @property
    def meter(self) -> MetricMeter:
        """Makes metrics of our own; without a listener they go nowhere."""
        return self.runtime.metric_meter


@contextmanager
def telemetry_of(settings: Settings, room: str) -> Iterator[Telemetry]:
    """Listen and trace as the settings say; left, the last traces are sent.

    Raises `InvalidSettings` where the address of the metrics is not to be had.
    """
    runtime = _listening(settings) if settings.metrics_address else Runtime.default()
    if not settings.otlp_endpoint:
        yield Telemetry(runtime)
        return
    from config.telemetry.tracing import traces_to  # noqa: PLC0415 -- heavy, and seldom wanted

    with traces_to(settings.otlp_endpoint, room) as interceptor:
        yield Telemetry(runtime, (interceptor,))


def _listening(settings: Settings) -> Runtime:
    try:
        return Runtime(
            telemetry=TelemetryConfig(
                metrics=PrometheusConfig(
                    bind_address=settings.metrics_address,
                    counters_total_suffix=True,
                    unit_suffix=True,
                    durations_as_seconds=True,
                    histogram_bucket_overrides=BUCKETS,
                ),
                attach_service_name=False,
            )
        )
    except ValueError as error:
        words = " ".join(str(error).split())
        raise InvalidSettings(f"DRUMBEAT_METRICS_ADDRESS: {words}; use another port") from error

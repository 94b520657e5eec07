"""What comes in is counted, through whichever door."""

from __future__ import annotations

import pytest
from temporalio.runtime import MetricBuffer, Runtime, TelemetryConfig

from config.host_clock import host_now
from config.telemetry.counting import CountingIngress
from domain.ports import InboundEvent
from ledger.memory import MemoryLedger
from tests.worker.mailroom import enrolled


@pytest.fixture
def buffer() -> MetricBuffer:
    return MetricBuffer(1000)


@pytest.fixture
async def ingress(buffer: MetricBuffer) -> CountingIngress:
    """Ada is enrolled."""
    ledger = MemoryLedger()
    await enrolled(ledger, "ada")
    return CountingIngress(ledger, Runtime(telemetry=TelemetryConfig(metrics=buffer)).metric_meter)


def an_event(number: int, email: str, *, is_private: bool = False) -> InboundEvent:
    named = ("imap", str(number), "reply", host_now(), b"")
    return InboundEvent(*named, email=email, is_private=is_private)


def counted(buffer: MetricBuffer) -> list[tuple[object, object]]:
    """The provider and the verdict of everything that was counted."""
    updates = [u for u in buffer.retrieve_updates() if u.metric.name == "drumbeat_events"]
    return [(u.attributes["provider"], u.attributes["verdict"]) for u in updates]


async def test_events_are_counted_by_provider_and_verdict(
    ingress: CountingIngress, buffer: MetricBuffer
) -> None:
    """One that came before counts as such, and what fits nobody is counted too."""
    for number, email in ((1, "ada@example.com"), (1, "ada@example.com"), (2, "bo@other.example")):
        await ingress.ingest(an_event(number, email))

    assert counted(buffer) == [
        ("imap", "accepted"),
        ("imap", "duplicate"),
        ("imap", "unmatched"),
    ]


async def test_a_private_mail_leaves_no_trace(
    ingress: CountingIngress, buffer: MetricBuffer
) -> None:
    """What strangers write into somebody's mailbox is nobody's figure."""
    await ingress.ingest(an_event(1, "bo@other.example", is_private=True))

    assert counted(buffer) == []

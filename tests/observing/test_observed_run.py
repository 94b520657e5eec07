"""What a run of real processes shows to those who watch it: metrics, traces, logs."""

from __future__ import annotations

import pytest

from tests.observing.files import queries
from tests.observing.observed import PEOPLE, PERSONAL, ROOMS, Observed, an_observed_run
from tests.observing.promql import exposed, labels_of, metrics_of

# Prometheus makes it itself: whether the address answered.
OF_PROMETHEUS = {"up"}


@pytest.fixture(scope="module")
async def observed() -> Observed:
    return await an_observed_run()


async def test_everything_that_is_asked_for_is_there(observed: Observed) -> None:
    """Every metric that an alert or a dashboard names is on the page of a process."""
    there = OF_PROMETHEUS.union(*(exposed(page) for page in observed.metrics.values()))

    asked = {name for query in queries() for name in metrics_of(query)}

    assert asked - there == set()


async def test_every_label_that_is_asked_for_is_there(observed: Observed) -> None:
    """A misspelt label would match nothing, and its alert never fire."""
    lines = "\n".join(observed.metrics.values()).splitlines()
    asked = {pair for query in queries() for pair in labels_of(query)}

    lost = [
        (name, label)
        for name, label in asked
        if not any(line.startswith(f"{name}{{") and label in line for line in lines)
    ]

    assert len(asked) == 2
    assert lost == []


async def test_our_metrics_are_all_looked_at(observed: Observed) -> None:
    """What no dashboard shows and no alert watches is measured for nobody."""
    there = set().union(*(exposed(page) for page in observed.metrics.values()))
    asked = {name for query in queries() for name in metrics_of(query)}

    ours = {name for name in there if name.startswith("drumbeat_")}

    assert {name for name in ours if not name.endswith(("_sum", "_count"))} <= asked


async def test_the_figures_are_those_of_the_run(observed: Observed) -> None:
    """Two mails to everybody but the one who answered at once; one event came in."""
    mails = 2 * (PEOPLE - 1)
    performed = 'drumbeat_touches_total{channel="email",outcome="performed"} '
    sent = [line for line in observed.metrics["worker"].splitlines() if performed in line]
    counted = int(sent[0].removeprefix(performed))

    assert mails <= counted <= mails + 1
    assert (
        f'drumbeat_send_lag_seconds_count{{channel="email"}} {counted}'
        in (observed.metrics["worker"])
    )
    assert (
        'drumbeat_events_total{provider="webhook",verdict="accepted"} 1'
        in (observed.metrics["webhooks"])
    )
    assert (
        'drumbeat_mailbox_headroom{mailbox="robin@northwind.example"} 100'
        in (observed.metrics["worker"])
    )


async def test_a_trace_leads_from_the_door_to_the_send(observed: Observed) -> None:
    """Who was enrolled through the door: its answer, the start, the run and each mail are one."""
    sends = observed.collector.named("RunActivity:send_email")

    assert sends
    for send in sends:
        assert observed.collector.lineage(send)[-2:] == [
            "StartWorkflow:EnrollmentWorkflow",
            "start enrollment",
        ]
    asked = {span.trace for span in observed.collector.named("webhook enrollment")}
    assert {send.trace for send in sends} <= asked
    assert {send.room for send in sends} == {"drumbeat-worker"}


async def test_a_trace_leads_from_an_event_to_its_workflow(observed: Observed) -> None:
    """The door took the reply in, the dispatcher signalled it, the run handled that very signal."""
    (taken,) = observed.collector.named("webhook reply")
    (signal,) = observed.collector.named("SignalWorkflow:reply")
    (handled,) = observed.collector.named("HandleSignal:reply")

    assert observed.collector.lineage(signal)[-1] == "signal reply"
    assert signal.trace == taken.trace
    assert handled.links == {signal.id}


async def test_logs_name_the_enrollment_and_the_step(observed: Observed) -> None:
    """Each mail is one line of JSON, with both."""
    touches = [line for line in observed.records() if line["event"] == "touch"]

    assert len(touches) >= 2 * (PEOPLE - 1)
    assert {line["step"] for line in touches} == {"mail-1", "mail-3"}
    assert all(str(line["enrollment"]).startswith("e-") for line in touches)


@pytest.mark.parametrize("personal", PERSONAL)
async def test_logs_know_nobody(observed: Observed, personal: str) -> None:
    """No process has written what only prospects have."""
    assert observed.logs.count("listening") == len(ROOMS) - 1
    assert personal not in observed.logs

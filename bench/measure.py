"""What is measured of a side: starts, touches, history, and the way from a signal to the exit."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle

STARTS_AT_ONCE = 32
SIGNAL_PAUSE = 0.2

T = TypeVar("T")
H = TypeVar("H", bound=WorkflowHandle[Any, Any])


@dataclass(frozen=True)
class Figures:
    """One side of one run."""

    starts_per_s: float
    touches_per_s: float
    events_per_touch: float
    bytes_per_touch: float
    signal_exit_ms_p50: float
    signal_exit_ms_p98: float


async def per_second(count: int, began: float, work: Awaitable[object]) -> float:
    """How many a second, of `count` things that `work` has done, since `began` (monotonic)."""
    await work
    return count / (time.monotonic() - began)


async def all_at_once(items: Sequence[int], do: Callable[[int], Awaitable[T]]) -> list[T]:
    """Do it for every item, a bounded number at a time."""
    places = asyncio.Semaphore(STARTS_AT_ONCE)

    async def one(item: int) -> T:
        async with places:
            return await do(item)

    return await asyncio.gather(*map(one, items))


async def history_per_touch(
    handles: Sequence[WorkflowHandle[Any, Any]], touches: int
) -> tuple[float, float]:
    """Events and bytes a touch, as the server counts them, over these finished runs."""
    found = [await handle.describe() for handle in handles]
    runs = [one.raw_description.workflow_execution_info for one in found]
    events = statistics.mean(run.history_length for run in runs)
    size = statistics.mean(run.history_size_bytes for run in runs)
    return events / touches, size / touches


async def signal_to_exit(
    handles: Sequence[H], signal: Callable[[H], Awaitable[None]]
) -> tuple[float, float]:
    """Median and 98th percentile of the milliseconds from a signal to the exit it causes."""
    for handle in handles:
        await signal(handle)
        # Signals that follow each other closely wait in the server, not in the worker.
        await asyncio.sleep(SIGNAL_PAUSE)
    waits = [await _reaction(handle) for handle in handles]
    hundredths = statistics.quantiles(waits, n=100)
    return statistics.median(waits), hundredths[97]


async def _reaction(handle: WorkflowHandle[Any, Any]) -> float:
    """By the server's event times, signal to close."""
    await handle.result()
    at = {
        event.event_type: event.event_time.ToNanoseconds()
        async for event in handle.fetch_history_events()
    }
    closed = at[EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED]
    return (closed - at[EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED]) / 1e6


def median_of(runs: Sequence[Figures]) -> dict[str, float]:
    """The median of each figure."""
    rows = [asdict(run) for run in runs]
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}

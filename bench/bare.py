"""The floor's side of a run."""

from __future__ import annotations

import asyncio
import time
from secrets import token_hex

from temporalio.client import WorkflowHandle

from bench.floor import FloorWorkflow
from bench.installation import Installation, floor_workers
from bench.measure import Figures, all_at_once, history_per_touch, per_second, signal_to_exit
from bench.sizes import FAR_SECONDS, HEAD_START_SECONDS, PAUSE_SECONDS, TOUCHES, Sizes

Handle = WorkflowHandle[FloorWorkflow, int]


class Floor:
    """Runs of the bare workflow on a queue of their own."""

    def __init__(self, installation: Installation) -> None:
        self._client = installation.client
        self.queue = f"floor-{token_hex(4)}"

    async def start(self, key: str, first_wait: float) -> Handle:
        """Start one run; its first touch is due in so many seconds."""
        return await self._client.start_workflow(
            FloorWorkflow.run,
            args=[first_wait, PAUSE_SECONDS],
            id=f"{self.queue}-{key}",
            task_queue=self.queue,
        )

    async def start_all(self, kind: str, count: int, first_wait: float) -> list[Handle]:
        """Start many, a bounded number at a time."""
        return await all_at_once(range(count), lambda n: self.start(f"{kind}-{n}", first_wait))


async def measure_floor(installation: Installation, sizes: Sizes) -> Figures:
    """Every figure of the bare workflow."""
    starts = await _start(Floor(installation), sizes)
    floor = Floor(installation)
    with floor_workers(installation, floor.queue):
        await (await floor.start("warm", 0)).result()
        first_due = time.monotonic() + HEAD_START_SECONDS
        handles = await all_at_once(
            range(sizes.runs), lambda n: floor.start(f"t-{n}", first_due - time.monotonic())
        )
        touches = await per_second(sizes.runs * TOUCHES, first_due, _ended(handles))
        events, size = await history_per_touch(handles, TOUCHES)
        asleep = await floor.start_all("signal", sizes.signals, FAR_SECONDS)
        p50, p98 = await signal_to_exit(asleep, lambda handle: handle.signal(FloorWorkflow.stop))
    return Figures(starts, touches, events, size, p50, p98)


async def _start(floor: Floor, sizes: Sizes) -> float:
    """Starts a second, with no worker polling: what client and server can take."""
    starting = floor.start_all("start", sizes.starts, FAR_SECONDS)
    return await per_second(sizes.starts, time.monotonic(), starting)


async def _ended(handles: list[Handle]) -> None:
    await asyncio.gather(*(handle.result() for handle in handles))

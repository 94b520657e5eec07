"""Tells Temporal that a long wait is alive, so that a dead worker's touch is taken up soon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

# Below `workflows.policies.TOUCH_HEARTBEAT` with room for a lost one; a quick send never beats.
SECONDS_BETWEEN = 3.0


@asynccontextmanager
async def heartbeating() -> AsyncIterator[None]:
    """Heartbeat for as long as the block runs; to be entered inside an activity."""
    beats = asyncio.create_task(_beat())
    try:
        yield
    finally:
        beats.cancel()


async def _beat() -> None:
    while True:
        await asyncio.sleep(SECONDS_BETWEEN)
        activity.heartbeat()

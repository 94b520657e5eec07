"""A worker that is torn down in the middle of a send."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from activities.touching import Started


async def torn_down(send: Coroutine[Any, Any, Started], reached: asyncio.Event) -> Started | None:
    """Torn down when the server comes to that phase: nothing after it is done or recorded."""
    sending = asyncio.create_task(send)
    at_phase = asyncio.create_task(reached.wait())
    await asyncio.wait({sending, at_phase}, return_when=asyncio.FIRST_COMPLETED)
    at_phase.cancel()
    sending.cancel()
    (outcome,) = await asyncio.gather(sending, return_exceptions=True)
    return None if isinstance(outcome, BaseException) else outcome

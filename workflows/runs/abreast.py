"""The same for many, some of them at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def abreast(do: Callable[[T], Awaitable[R]], each: Iterable[T], at_once: int) -> list[R]:
    """What it came to for each, in the order given. Raises what the first raises that fails."""
    places = asyncio.Semaphore(at_once)

    async def in_turn(one: T) -> R:
        async with places:
            return await do(one)

    return await asyncio.gather(*map(in_turn, each))

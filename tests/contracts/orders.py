"""Several who act on one ledger, in every order of their steps: no sleeps, no chance."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any


class Actor:
    """Somebody whose work goes on by one step at a time; `pause` stands before each."""

    def __init__(self, work: Callable[[Actor], Awaitable[None]]) -> None:
        self._work = work
        self._may_go, self._stands = asyncio.Semaphore(0), asyncio.Semaphore(0)
        self._working: asyncio.Future[None] | None = None

    @property
    def is_done(self) -> bool:
        return self._working is not None and self._working.done()

    async def pause(self) -> None:
        """Called by the work: wait until it is its turn."""
        self._stands.release()
        await self._may_go.acquire()

    async def begin(self) -> None:
        """Come to the first step."""
        self._working = asyncio.ensure_future(self._work(self))
        await self._until_it_stands()

    async def step(self) -> None:
        """Do one step, and come to the next or to the end."""
        self._may_go.release()
        await self._until_it_stands()

    async def _until_it_stands(self) -> None:
        assert self._working is not None
        standing = asyncio.ensure_future(self._stands.acquire())
        both: set[asyncio.Future[Any]] = {standing, self._working}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if self._working.done():
            standing.cancel()
            self._working.result()


class Stepped:
    """A ledger for an actor: it pauses before each of the methods named."""

    def __init__(self, ledger: object, actor: Actor, methods: Collection[str]) -> None:
        self._ledger, self._actor, self._methods = ledger, actor, methods

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        method: Callable[..., Awaitable[object]] = getattr(self._ledger, name)
        if name not in self._methods:
            return method

        async def in_turn(*given: object) -> object:
            await self._actor.pause()
            return await method(*given)

        return in_turn


async def in_every_order(run: Callable[[Turns], Awaitable[None]]) -> int:
    """Have the world begin anew for each order there is; how many there were.

    Whoever has steps left may be next, so that the orders of a work that is cut short are fewer.
    """
    left: list[tuple[int, ...]] = [()]
    count = 0
    while left:
        turns = Turns(left.pop())
        await run(turns)
        left += turns.others
        count += 1
    return count


class Turns:
    """One order: it begins with the turns given, and notes where it could have gone elsewhere."""

    def __init__(self, first: tuple[int, ...]) -> None:
        self._first = first
        self.taken: tuple[int, ...] = ()
        self.others: list[tuple[int, ...]] = []

    async def take(self, actors: Sequence[Actor]) -> None:
        """Have everybody come to their end."""
        for actor in actors:
            await actor.begin()
        while open_ := [number for number, actor in enumerate(actors) if not actor.is_done]:
            position = len(self.taken)
            if position < len(self._first):
                chosen = self._first[position]
            else:
                chosen = open_[0]
                self.others += [(*self.taken, other) for other in open_[1:]]
            self.taken = (*self.taken, chosen)
            await actors[chosen].step()

"""The whole stack as one value: entered, everything runs; left, everything has stopped."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from starter.stack.child import Child, ChildSpec
from starter.stack.leftovers import forget, record, recorded_of

SUPERVISOR = "up"


class Stack:
    """Runs groups of processes, one group after the other, and stops them in the other order."""

    def __init__(
        self, groups: Sequence[Sequence[ChildSpec]], state_file: Path, say: Callable[[str], None]
    ) -> None:
        self._groups = [[Child(spec, say, self._record) for spec in group] for group in groups]
        self._children = {child.spec.name: child for group in self._groups for child in group}
        self._state_file = state_file

    def __getitem__(self, name: str) -> Child:
        """The handle of one part: `temporal`, `catcher`, `worker`, `webhooks` or `console`."""
        return self._children[name]

    async def __aenter__(self) -> Self:
        """Start every part. Raises `Failed`, and leaves nothing running, where one does not."""
        try:
            for group in self._groups:
                await asyncio.gather(*(child.start() for child in group))
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop()

    async def _stop(self) -> None:
        for group in reversed(self._groups):
            await asyncio.gather(*(child.stop() for child in group))
        forget(self._state_file)

    def _record(self) -> None:
        """Keep every pid, so that a stack whose supervisor was killed can be cleared away."""
        children = {name: child.pid for name, child in self._children.items() if child.pid}
        running = {SUPERVISOR: os.getpid(), **children}
        found = [recorded_of(name, pid) for name, pid in running.items()]
        record(self._state_file, [each for each in found if each is not None])
